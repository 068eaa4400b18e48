import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  findApache,
  findBuildah,
  findCaddy,
  findChromium,
  findNginx,
  findPgBouncer,
  findPostgres,
} from './machine.js';
import { prepare, root, runNode, runScript } from './prepare.js';

/** @import { Counts } from './count-reporter.js' */

// `npm test`: prepares what is needed and runs the suite, on everything this machine has (see
// vitest.config.ts). What it lacks is named at the end, or is a failure with REQUIRE_ALL=1 or CI set (but for
// the image). The last line is always "N passed, N failed".
await runScript(async () => {
  await prepare();
  const { code, passed, failed, skipped } = await runTests(process.argv.slice(2));
  const missing = missingHere();
  const required = Boolean(process.env.REQUIRE_ALL || process.env.CI);
  if (skipped > 0) console.log(`${skipped} skipped`);
  for (const { what, how } of missing) console.log(`Not run here: ${what} (${how})`);
  const lacking = required ? missing.filter(({ isRequired = true }) => isRequired) : [];
  const failures = failed + lacking.length;
  console.log(`${passed} passed, ${failures} failed`);
  return failures > 0 ? code || 1 : code;
});

/** @param {readonly string[]} args */
async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'test-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const code = await runNode(
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        'run',
        '--reporter=default',
        `--reporter=${join(root, 'scripts', 'count-reporter.js')}`,
        ...args,
      ],
      { env: { ...process.env, TEST_COUNTS_FILE: file } },
    );
    return { code, ...readCounts(file, code) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Without counts, or with a failure that nobody counted, something broke outside of the tests.
 * @param {string} file
 * @param {number} code
 * @returns {Counts}
 */
function readCounts(file, code) {
  const counts = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** What this machine lacks. */
function missingHere() {
  /** @type {{ what: string, how: string, isRequired?: boolean }[]} */
  const missing = [];
  if (!process.env.TEST_DATABASE_URL && !findPostgres()) {
    missing.push({
      what: 'the stories on PostgreSQL',
      how: 'install PostgreSQL, or set TEST_DATABASE_URL to a server where databases may be created',
    });
  }
  if (!findChromium()) {
    missing.push({
      what: 'the pages in a browser',
      how: 'install Chromium or Chrome, or set CHROMIUM_PATH',
    });
  }
  if (!findNginx()) {
    missing.push({ what: 'the app behind nginx', how: 'install nginx' });
  }
  if (!findPgBouncer()) {
    missing.push({ what: 'the app behind PgBouncer', how: 'install pgbouncer' });
  }
  if (!findCaddy()) {
    missing.push({ what: 'the app behind Caddy', how: 'install caddy' });
  }
  if (!findApache()) {
    const how = "install Debian's apache2 and libapache2-mod-auth-openidc";
    missing.push({ what: 'Apache as a tool', how });
  }
  // Takes minutes.
  if (!findBuildah()) {
    const how = 'install buildah, and be root on Linux';
    missing.push({ what: 'the image, built and run', how, isRequired: false });
  }
  return missing;
}
