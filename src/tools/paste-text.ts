import { type Preset, providerName } from './preset-rules.ts';
import { issuerOf, type Tool } from './rules.ts';

/** What goes into a tool's configuration. */
interface Pasted {
  readonly id: string;
  /** Where the tool is opened. */
  readonly address: string;
  readonly secret: string;
  readonly issuer: string;
  /** Whether the tool has just been connected; otherwise only its secret is another. */
  readonly isNew: boolean;
}

const discoveryOf = ({ issuer }: Pasted) => `${issuer}/.well-known/openid-configuration`;

const grafana = ({ id, address, secret, issuer }: Pasted): string[] => [
  `GF_SERVER_ROOT_URL=${address}`,
  'GF_AUTH_GENERIC_OAUTH_ENABLED=true',
  'GF_AUTH_GENERIC_OAUTH_NAME=Team account',
  'GF_AUTH_GENERIC_OAUTH_ALLOW_SIGN_UP=true',
  `GF_AUTH_GENERIC_OAUTH_CLIENT_ID=${id}`,
  `GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET=${secret}`,
  'GF_AUTH_GENERIC_OAUTH_SCOPES=openid profile email groups',
  `GF_AUTH_GENERIC_OAUTH_AUTH_URL=${issuer}/auth`,
  `GF_AUTH_GENERIC_OAUTH_TOKEN_URL=${issuer}/token`,
  `GF_AUTH_GENERIC_OAUTH_API_URL=${issuer}/userinfo`,
  'GF_AUTH_GENERIC_OAUTH_USE_PKCE=true',
  'GF_AUTH_GENERIC_OAUTH_USE_REFRESH_TOKEN=true',
  'GF_AUTH_GENERIC_OAUTH_LOGIN_ATTRIBUTE_PATH=preferred_username',
  "GF_AUTH_GENERIC_OAUTH_ROLE_ATTRIBUTE_PATH=contains(groups[*], 'admins') && 'Admin' || 'Viewer'",
  `GF_AUTH_SIGNOUT_REDIRECT_URL=${issuer}/sign-out?client_id=${id}&post_logout_redirect_uri=${encodeURIComponent(`${address}/login`)}`,
];

const outline = ({ id, address, secret, issuer }: Pasted): string[] => [
  `URL=${address}`,
  `OIDC_CLIENT_ID=${id}`,
  `OIDC_CLIENT_SECRET=${secret}`,
  `OIDC_AUTH_URI=${issuer}/auth`,
  `OIDC_TOKEN_URI=${issuer}/token`,
  `OIDC_USERINFO_URI=${issuer}/userinfo`,
  `OIDC_LOGOUT_URI=${issuer}/sign-out`,
  'OIDC_USERNAME_CLAIM=preferred_username',
  'OIDC_DISPLAY_NAME=Team account',
  'OIDC_SCOPES=openid profile email',
];

const nextcloud = (pasted: Pasted): string[] => [
  ...(pasted.isNew ? ['occ app:install user_oidc'] : []),
  [
    `occ user_oidc:provider ${providerName}`,
    `--clientid='${pasted.id}' --clientsecret='${pasted.secret}'`,
    `--discoveryuri='${discoveryOf(pasted)}' --scope='openid email profile groups'`,
    "--mapping-uid='sub' --mapping-display-name='name' --mapping-email='email' --mapping-groups='groups'",
  ].join(' '),
];

const giteaSource = `"$(gitea admin auth list | awk '$2 == "${providerName}" {print $1}')"`;

const gitea = (pasted: Pasted): string[] => [
  [
    // It refuses to add what it has, and knows it by a number of its own.
    pasted.isNew
      ? `gitea admin auth add-oauth --name ${providerName} --provider openidConnect`
      : `gitea admin auth update-oauth --id ${giteaSource}`,
    `--key '${pasted.id}' --secret '${pasted.secret}' --auto-discover-url '${discoveryOf(pasted)}'`,
    "--scopes 'openid profile email groups' --group-claim-name groups --admin-group admins",
  ].join(' '),
];

const oauth2Proxy = ({ id, address, secret, issuer }: Pasted): string[] => [
  'OAUTH2_PROXY_PROVIDER=oidc',
  'OAUTH2_PROXY_PROVIDER_DISPLAY_NAME=Team account',
  `OAUTH2_PROXY_OIDC_ISSUER_URL=${issuer}`,
  `OAUTH2_PROXY_CLIENT_ID=${id}`,
  `OAUTH2_PROXY_CLIENT_SECRET=${secret}`,
  `OAUTH2_PROXY_REDIRECT_URL=${address}/oauth2/callback`,
  'OAUTH2_PROXY_CODE_CHALLENGE_METHOD=S256',
  'OAUTH2_PROXY_SCOPE=openid email profile groups',
  'OAUTH2_PROXY_OIDC_GROUPS_CLAIM=groups',
  'OAUTH2_PROXY_EMAIL_DOMAINS=*',
  'OAUTH2_PROXY_COOKIE_REFRESH=9m',
];

const other = ({ id, secret, issuer }: Pasted): string[] => [
  `Issuer: ${issuer}`,
  `Client ID: ${id}`,
  `Client secret: ${secret}`,
  'Scopes: openid profile email groups',
  '',
  'If it asks for each address:',
  `Authorization: ${issuer}/auth`,
  `Token: ${issuer}/token`,
  `User info: ${issuer}/userinfo`,
  `Sign out: ${issuer}/sign-out`,
];

const withoutSecret = ({ id, issuer }: Pasted): string[] => [
  `Issuer: ${issuer}`,
  `Client ID: ${id}`,
  'Scopes: openid profile email groups',
  'PKCE: S256 (required)',
];

const linesOf = {
  grafana,
  outline,
  nextcloud,
  gitea,
  oauth2_proxy: oauth2Proxy,
  other,
  public: withoutSecret,
  // For its proxy there are others: see proxy-text.ts.
  forward: () => [],
} as const satisfies Record<Preset, (pasted: Pasted) => string[]>;

/** The very lines to paste into the tool's own configuration, in its own words. */
export function linesToPaste(
  { id, address, preset }: Pick<Tool, 'id' | 'address' | 'preset'>,
  given: { readonly publicUrl: string; readonly secret: string; readonly isNew: boolean },
): string {
  const { publicUrl, secret, isNew } = given;
  return linesOf[preset]({ id, address, secret, issuer: issuerOf(publicUrl), isNew }).join('\n');
}
