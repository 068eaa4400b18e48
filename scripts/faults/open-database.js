import { openDatabase } from '#built/platform/database/database.js';
import { createLogger } from '#built/platform/process/logger.js';
import { realClock } from '#built/shared/clock.js';

// Opens a database as the app does and closes it again; says before each what comes. To be killed meanwhile.
const [databaseUrl, dataDir = ''] = process.argv.slice(2);
const log = createLogger({ level: 'warn', sink: { write: (line) => process.stderr.write(line) } });
process.stdout.write('opening\n');
const options = { databaseUrl: databaseUrl || undefined, dataDir, clock: realClock(), log };
const database = await openDatabase(options);
const rows = await database.statement(
  'SELECT count(*)::int AS count FROM _prisma_migrations WHERE finished_at IS NOT NULL',
  [],
);
await database.transaction((tx) => tx.db.workspace.findMany());
await database.close();
process.stdout.write(`open ${rows[0]?.count}\n`);
process.exit(0);
