import { setFlagsFromString } from 'node:v8';

/**
 * How much of a function's code, in bytes, V8 runs before it compiles it anew, optimized. Usual are 1.8 million with Node 20
 * and 13 million since.
 */
const budget = 50_000_000;

/**
 * Lets WebAssembly be optimized later, for whatever is loaded from now on. Both the embedded database and Prisma's
 * compiler would otherwise be so at each start, hundreds of functions at once, by threads that take the processor from
 * the start itself. What runs for longer is optimized all the same.
 */
export function optimizeLater(): void {
  setFlagsFromString(`--wasm-tiering-budget=${budget}`);
}
