import type { PGlite } from '@electric-sql/pglite';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';

/**
 * Makes Prisma work on the given embedded database, which stays open when Prisma lets go of it.
 * Waits for scripts, which pglite-prisma-adapter 0.7.2 does not: with it alone, a migration that
 * fails counts as applied. Source: `executeScript` in that package's dist/index.mjs.
 */
export class PgliteAdapterFactory extends PrismaPGlite {
  readonly #client: PGlite;

  constructor(client: PGlite) {
    super(client);
    this.#client = client;
  }

  /** Connects to the database given to the constructor. */
  override async connect(): Promise<SqlDriverAdapter> {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await this.#client.exec(script);
    };
    return adapter;
  }
}
