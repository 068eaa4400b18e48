// What kinds of tools we know, and which of their addresses follow from the one where people open them: as Authelia's
// tested recipes and the tools' own sources have them.

/** Kinds of tools, the last three for what isn't among the others. */
export const presets = [
  'grafana',
  'outline',
  'nextcloud',
  'gitea',
  'oauth2_proxy',
  'other',
  'public',
  'forward',
] as const;

export type Preset = (typeof presets)[number];

/** Reads a kind from outside; undefined when it is none. */
export function parsePreset(value: unknown): Preset | undefined {
  return presets.find((preset) => preset === value);
}

/** What the provider is called in a tool where its name stands in an address. */
export const providerName = 'team';

interface PresetAddresses {
  /** Where the tool takes people back after signing in; none where only its admin knows. */
  readonly redirectUris: readonly string[];
  /** Where it can be told that somebody is signed out. */
  readonly signOutUri: string | undefined;
}

/** The addresses of a tool of this kind that is opened at `address`, which ends without a slash. */
export function addressesOf(preset: Preset, address: string): PresetAddresses {
  const known = {
    grafana: { redirectUris: [`${address}/login/generic_oauth`], signOutUri: undefined },
    outline: { redirectUris: [`${address}/auth/oidc.callback`], signOutUri: undefined },
    nextcloud: {
      redirectUris: [`${address}/apps/user_oidc/code`, `${address}/index.php/apps/user_oidc/code`],
      signOutUri: `${address}/apps/user_oidc/backchannel-logout/${providerName}`,
    },
    gitea: {
      redirectUris: [`${address}/user/oauth2/${providerName}/callback`],
      signOutUri: undefined,
    },
    oauth2_proxy: { redirectUris: [`${address}/oauth2/callback`], signOutUri: undefined },
    other: { redirectUris: [], signOutUri: undefined },
    public: { redirectUris: [], signOutUri: undefined },
    forward: { redirectUris: [], signOutUri: undefined },
  } as const satisfies Record<Preset, PresetAddresses>;
  return known[preset];
}

/** Whether a tool of this kind has a secret: what runs in a browser or on a phone can keep none. */
export function keepsSecret(preset: Preset): boolean {
  return preset !== 'public' && !isBehindProxy(preset);
}

/** Whether a tool of this kind signs nobody in: a proxy in front of it asks us. */
export function isBehindProxy(preset: Preset): boolean {
  return preset === 'forward';
}

/** Whether a tool of this kind renews its tokens, with the lines that are pasted into it: then it notices by itself. */
export function renewsTokens(preset: Preset): boolean {
  return preset === 'grafana' || preset === 'oauth2_proxy';
}
