import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { prepare, root, runScript } from './prepare.js';

// `npm run bench`: how long people wait, and how that grows. Prints a table and puts it into
// docs/benchmarks.md. The app runs as built, in a process of its own.
await runScript(async () => {
  await prepare({ quiet: false });
  const { measureMainJob } = await import('./bench/main-job.js');
  const { measureDialog } = await import('./bench/dialog.js');
  const { measureActs } = await import('./bench/acts.js');
  const { measureJoining } = await import('./bench/joining.js');
  const { measureHome } = await import('./bench/home.js');
  const { measureVerify } = await import('./bench/verify.js');
  const { measureTools } = await import('./bench/tools.js');
  const { measureStarts } = await import('./bench/starts.js');
  const { measurePages } = await import('./bench/pages.js');
  const { measureReplicas } = await import('./bench/replicas.js');
  const { measureQueue } = await import('./bench/queue.js');
  const { measureEmails } = await import('./bench/emails.js');
  const { measureImports } = await import('./bench/imports.js');
  const { measurePeers } = await import('./bench/peers.js');
  const { measureBusyHour } = await import('./bench/busy-hour.js');
  const sections = [
    await measureMainJob(),
    await measureDialog(),
    await measurePeers(),
    await measureActs(),
    await measureJoining(),
    await measureHome(),
    await measureVerify(),
    await measureTools(),
    await measureReplicas(),
    await measureQueue(),
    await measureEmails(),
    await measureImports(),
    await measureStarts(),
    await measureBusyHour(),
    await measurePages(),
  ];
  const machine = `Measured ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node} on ${cpus().length} cores (${cpus()[0]?.model.trim()}).`;
  const text = [machine, ...sections].join('\n\n');
  console.log(`\n${text}\n`);
  const file = join(root, 'docs', 'benchmarks.md');
  const [before, after] = readFileSync(file, 'utf8').split(/<!-- figures -->[\s\S]*<!-- end -->/);
  writeFileSync(file, `${before}<!-- figures -->\n${text}\n<!-- end -->${after ?? ''}`);
});
process.exit();
