import { join } from 'node:path';
import { inspect } from 'node:util';
import { findBuildah, findCaddy, findNginx, findPgBouncer, findPostfix } from './machine.js';
import { prepare, root, runNode, runScript } from './prepare.js';

// `npm run test:faults [WORD...]`: the built app against everything that goes wrong around it, in full, with the
// figures printed. With words, only what has one of them in its name. The last line is "N passed, N failed".

const words = process.argv.slice(2);

await runScript(async () => {
  await prepare();
  const { killRounds } = await import('./faults/kill.js');
  const { killImports } = await import('./faults/killed-import.js');
  const { killSignOuts } = await import('./faults/killed-sign-outs.js');
  const { killStarts } = await import('./faults/killed-start.js');
  const { databaseOutages, mailAndSlackOutages } = await import('./faults/outages.js');
  const { frozenProcess, startTogether, threeProcesses, throughput } = await import(
    './faults/several.js'
  );
  const { endedConnections, rowLocked } = await import('./faults/postgres-trouble.js');
  const { besidePostfix } = await import('./faults/real-mail.js');
  const { idleConnections, slowClients } = await import('./faults/clients.js');
  const faults = {
    'killed, embedded database': () => killRounds('embedded', { rounds: 50 }),
    'killed, PostgreSQL': () => killRounds('postgres', { rounds: 50 }),
    'import killed, embedded database': () => killImports('embedded', { moments: 20 }),
    'import killed, PostgreSQL': () => killImports('postgres', { moments: 20 }),
    'sign-outs killed, embedded database': () => killSignOuts('embedded', { moments: 20 }),
    'sign-outs killed, PostgreSQL': () => killSignOuts('postgres', { moments: 20 }),
    'stopped, embedded database': () => killRounds('embedded', { rounds: 10, signal: 'SIGTERM' }),
    'stopped, PostgreSQL': () => killRounds('postgres', { rounds: 10, signal: 'SIGTERM' }),
    'start killed, embedded database': () => killStarts('embedded', { rounds: 200 }),
    'start killed, PostgreSQL': () => killStarts('postgres', { rounds: 200 }),
    'stories of kills and restarts': () => suite('test/faults', { FAULTS: '1' }),
    'mail server and Slack in trouble': () => mailAndSlackOutages({ each: 10 }),
    'PostgreSQL down': () => databaseOutages({ times: 5 }),
    'PostgreSQL ends connections': () => endedConnections({ rounds: 1000 }),
    'PostgreSQL, a row locked': () => rowLocked({ seconds: 20 }),
    'two processes, one frozen': () => frozenProcess({ seconds: 120, deliveries: 300 }),
    'three processes, one killed': () => threeProcesses({ seconds: 20 }),
    'starting together': () => startTogether({ processes: 4 }),
    'two workers and one': () => throughput({ deliveries: 600 }),
    'two workers and one, slow mail server': () => throughput({ deliveries: 600, slowMs: 200 }),
    'idle connections': () => idleConnections({ connections: 1000 }),
    'slow clients': () => slowClients({ connections: 50 }),
    'races, a hundred times each': () => races({ rounds: 100 }),
    'real servers, Postfix': findPostfix() ? besidePostfix : undefined,
    'real servers, nginx': findNginx() ? () => suite('test/web/nginx') : undefined,
    'real servers, Caddy': findCaddy() ? () => suite('test/web/caddy') : undefined,
    'real servers, PgBouncer': findPgBouncer() ? () => suite('postgres-pooler') : undefined,
    'real servers, the image by buildah': findBuildah() ? provedImage : undefined,
  };
  return await runAll(faults);
});

/** @param {Record<string, (() => Promise<object | undefined>) | undefined>} faults */
async function runAll(faults) {
  const wanted = Object.entries(faults).filter(
    ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  let passed = 0;
  let failed = 0;
  for (const [name, run] of wanted) {
    if (!run) continue;
    const start = performance.now();
    try {
      const figures = await run();
      passed += 1;
      console.log(`ok    ${name}: ${JSON.stringify(figures ?? {})} (${seconds(start)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${name}: ${inspect(error)} (${seconds(start)} s)`);
    }
  }
  for (const [name, run] of wanted) {
    if (!run) console.log(`Not run here: ${name} (not installed, or needs root on Linux)`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  // Embedded databases that were looked at leave timers.
  process.exit(failed === 0 ? 0 : 1);
}

/**
 * The races of the test suite, on both databases.
 * @param {{ rounds: number }} how
 */
async function races({ rounds }) {
  await suite('.race.test', { RACE_ROUNDS: String(rounds) });
  return { rounds };
}

/**
 * A part of the test suite.
 * @param {string} part
 * @param {Record<string, string>} more
 * @returns {Promise<undefined>}
 */
async function suite(part, more = {}) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await runNode([vitest, 'run', part], { env: { ...process.env, ...more } });
  if (code !== 0) throw new Error('see above');
}

/** @returns {Promise<undefined>} */
async function provedImage() {
  const code = await runNode([join(root, 'scripts', 'prove-image.js')], { env: process.env });
  if (code !== 0) throw new Error('see above');
}

/** @param {number} start */
function seconds(start) {
  return Math.round((performance.now() - start) / 1000);
}
