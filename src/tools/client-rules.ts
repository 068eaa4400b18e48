import type { ToolClient } from './rules.ts';

/** What the provider knows a tool by (OpenID Connect Dynamic Client Registration 1.0, section 2). */
export function clientMetadata(tool: ToolClient) {
  const { id, name, address, redirectUris, signOutUri, secretHash } = tool;
  return {
    client_id: id,
    client_name: name,
    client_uri: address,
    redirect_uris: [...redirectUris],
    // Where tools lead people who signed out: their first page, or the one for signing in.
    post_logout_redirect_uris: [address, `${address}/`, `${address}/login`],
    response_types: ['code'] as ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: 'RS256' as const,
    ...(secretHash
      ? {
          // In its place stands its hash: see compareClientSecret.
          client_secret: Buffer.from(secretHash).toString('base64url'),
          token_endpoint_auth_method: 'client_secret_basic' as const,
        }
      : { token_endpoint_auth_method: 'none' as const }),
    ...(signOutUri && {
      backchannel_logout_uri: signOutUri,
      backchannel_logout_session_required: true,
    }),
  };
}
