import type { SchemaEngine } from '@prisma/schema-engine-wasm';

// What the schema engine needs of the process, and TypeScript doesn't know of.
declare global {
  /** The engine's package keeps one instance; a second one would pull the memory from under it. */
  var schemaEngine: Promise<typeof SchemaEngine> | undefined;
  /** Where the engine reports that it crashed. Prisma's client brings its own. */
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
  var WebAssembly: {
    instantiate(
      bytes: Uint8Array,
      imports: object,
    ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
  };
}
