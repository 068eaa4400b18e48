import type { Provider } from 'oidc-provider';
import type { ProviderDeps } from '../oidc/provider.ts';
import { keysInForce } from '../use-cases/keys.ts';

interface Made {
  readonly keys: string;
  readonly provider: Promise<Provider>;
  /** When it was known that these keys are in force. */
  readonly knownAt: number;
}

/** For so long a process signs with a key though another one may have thrown it away. */
const knownForMs = 1000;

/**
 * The provider with the keys that are in force now; undefined as long as no tool is connected. Another is made when they
 * change, whichever process has changed them. Who signs with them may have it from a second ago (`isExact` false): by then
 * tools are told, whenever they ask, which keys count, and take nothing from others.
 */
export function createCurrentProvider(
  deps: ProviderDeps,
): (how: { readonly isExact: boolean }) => Promise<Provider | undefined> {
  const { database } = deps;
  let made: Made | undefined;
  return async ({ isExact }) => {
    const now = performance.now() + database.shiftMs;
    if (!isExact && made && Math.abs(now - made.knownAt) < knownForMs) return await made.provider;
    const keys = await keysInForce(deps);
    if (keys === undefined) {
      made = undefined;
      return undefined;
    }
    const isSame = made?.keys === keys;
    const provider = made && isSame ? made.provider : loadProvider(deps);
    const current = { keys, provider, knownAt: now };
    made = current;
    if (!isSame) {
      provider.catch(() => {
        // The next one tries again: the database may have been away.
        if (made?.provider === provider) made = undefined;
      });
    }
    return await provider;
  };
}

/** Most servers have no tools: the library isn't even read there. */
async function loadProvider(deps: ProviderDeps): Promise<Provider> {
  const { createProvider } = await import('../oidc/provider.ts');
  return await createProvider(deps);
}
