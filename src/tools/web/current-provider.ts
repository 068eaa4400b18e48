import type { Provider } from 'oidc-provider';
import type { ProviderDeps } from '../oidc/provider.ts';
import { keysInForce } from '../use-cases/keys.ts';

interface Made {
  readonly keys: string;
  readonly provider: Promise<Provider>;
}

/**
 * The provider with the keys that are in force now; undefined as long as no tool is connected. Another is made when they
 * change, whichever process has changed them.
 */
export function createCurrentProvider(deps: ProviderDeps): () => Promise<Provider | undefined> {
  let made: Made | undefined;
  return async () => {
    const keys = await keysInForce(deps);
    if (keys === undefined) return undefined;
    if (made?.keys !== keys) {
      const provider = loadProvider(deps);
      const current = { keys, provider };
      made = current;
      provider.catch(() => {
        // The next one tries again: the database may have been away.
        if (made === current) made = undefined;
      });
    }
    return await made.provider;
  };
}

/** Most servers have no tools: the library isn't even read there. */
async function loadProvider(deps: ProviderDeps): Promise<Provider> {
  const { createProvider } = await import('../oidc/provider.ts');
  return await createProvider(deps);
}
