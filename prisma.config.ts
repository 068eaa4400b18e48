import { defineConfig } from 'prisma/config';

// `prisma generate` would download an engine that it never runs, and call home; neither works offline.
if (process.argv.includes('generate')) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
  process.env.CHECKPOINT_DISABLE ??= '1';
}

export default defineConfig({ schema: 'prisma/schema.prisma' });
