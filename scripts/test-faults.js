import { join } from 'node:path';
import { findBuildah, findCaddy, findNginx, findPgBouncer, findPostfix } from './machine.js';
import { prepare, root, runNode, runScript } from './prepare.js';

// `npm run test:faults [WORD...]`: the built app against everything that goes wrong around it, in full, with the
// figures printed. With words, only what has one of them in its name. The last line is "N passed, N failed".

const words = process.argv.slice(2);

await runScript(async () => {
  await prepare();
  const { killRounds } = await import('./faults/kill.js');
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
    'stopped, embedded database': () => killRounds('embedded', { rounds: 10, signal: 'SIGTERM' }),
    'stopped, PostgreSQL': () => killRounds('postgres', { rounds: 10, signal: 'SIGTERM' }),
    'start killed, embedded database': () => killStarts('embedded', { rounds: 200 }),
    'start killed, PostgreSQL': () => killStarts('postgres', { rounds: 200 }),
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
    'real servers, Postfix': findPostfix() && besidePostfix,
    'real servers, nginx': findNginx() && (() => suite('test/web/nginx')),
    'real servers, Caddy': findCaddy() && (() => suite('test/web/caddy')),
    'real servers, PgBouncer': findPgBouncer() && (() => suite('postgres-pooler')),
    'real servers, the image by buildah': findBuildah() && provedImage,
  };
  return await runAll(faults);
});

async function runAll(faults) {
  const wanted = Object.entries(faults).filter(
    ([name]) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  const here = wanted.filter(([, run]) => run);
  let passed = 0;
  for (const [name, run] of here) {
    const start = performance.now();
    try {
      const figures = await run();
      passed += 1;
      console.log(`ok    ${name}: ${JSON.stringify(figures ?? {})} (${seconds(start)} s)`);
    } catch (error) {
      console.log(`FAILED ${name}: ${error.stack} (${seconds(start)} s)`);
    }
  }
  for (const [name, run] of wanted) {
    if (!run) console.log(`Not run here: ${name} (not installed, or needs root on Linux)`);
  }
  console.log(`${passed} passed, ${here.length - passed} failed`);
  // Embedded databases that were looked at leave timers.
  process.exit(passed === here.length ? 0 : 1);
}

/** The races of the test suite, on both databases. */
async function races({ rounds }) {
  await suite('.race.test', { RACE_ROUNDS: String(rounds) });
  return { rounds };
}

/** A part of the test suite. */
async function suite(part, more = {}) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const code = await runNode([vitest, 'run', part], { env: { ...process.env, ...more } });
  if (code !== 0) throw new Error('see above');
}

async function provedImage() {
  const code = await runNode([join(root, 'scripts', 'prove-image.js')], { env: process.env });
  if (code !== 0) throw new Error('see above');
}

function seconds(start) {
  return Math.round((performance.now() - start) / 1000);
}
