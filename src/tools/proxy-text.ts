// What goes into the configuration of a proxy in front of a tool. docs/forward-auth.md shows the same, and the tests run it.

/** Where a tool behind a proxy is opened, and where the proxy finds it and us. */
export interface Proxied {
  readonly host: string;
  /** Such as 127.0.0.1:3000. */
  readonly app: string;
  readonly tool: string;
}

/** What the configuration can't know, as it stands in examples. */
export const usualPlaces = { app: '127.0.0.1:3000', tool: '127.0.0.1:4000' } as const;

/** What tools are told of a member, each in X-Auth- and this. */
export const proxiedHeaders = [
  'Member',
  'Email',
  'Name',
  'Role',
  'Strength',
  'Team',
  'Workspace-Id',
  'Workspace',
] as const;
export type ProxiedHeader = (typeof proxiedHeaders)[number];

const nginxName = (header: string) => `auth_${header.toLowerCase().replaceAll('-', '_')}`;
const lines = (line: (header: string) => string) => proxiedHeaders.map(line).join('\n');

/** A server of nginx. */
export function nginxLines({ host, app, tool }: Proxied): string {
  return `server {
  listen 80;
  server_name ${host};

  # Many tools read X_Auth_Email as X-Auth-Email; nginx drops it, as long as nobody says otherwise.
  underscores_in_headers off;
  ignore_invalid_headers on;

  location / {
    auth_request /auth/verify;
${lines((each) => `    auth_request_set $${nginxName(each)} $upstream_http_x_${nginxName(each)};`)}
    auth_request_set $tool_cookie $upstream_http_cookie;
    auth_request_set $sign_in $upstream_http_location;
    error_page 401 = @sign_in;

    # Always set here, all of them, so that no browser can send its own.
${lines((each) => `    proxy_set_header X-Auth-${each} $${nginxName(each)};`)}
    # The tool's own cookies, without ours.
    proxy_set_header Cookie $tool_cookie;
    proxy_pass http://${tool};
  }

  location = /auth/verify {
    internal;
    proxy_pass http://${app};
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    # The host by its name, whatever the browser calls it: who may use the tool goes by that.
    proxy_set_header X-Original-URL $scheme://${host}$request_uri;
    # The tool's cookies come back in one header.
    proxy_buffer_size 16k;
    proxy_buffers 4 16k;
  }

  location @sign_in {
    return 302 $sign_in;
  }
}`;
}

/** A site of Caddy. */
export function caddyLines({ host, app, tool }: Proxied): string {
  return `${host} {
  route {
    # No browser can send its own. Many tools read X_Auth_Email as X-Auth-Email.
    request_header -X-Auth*
    request_header -X_Auth*
    # Nor can it have ours dropped on the way: Caddy drops what this header names.
    request_header Connection "(?i)x-auth[^,]*" ""

    forward_auth ${app} {
      uri /auth/verify?redirect
      copy_headers ${proxiedHeaders.map((each) => `X-Auth-${each}`).join(' ')}
      copy_headers Cookie>X-Auth-Cookie
    }

    reverse_proxy ${tool} {
      # The tool's own cookies, without ours.
      header_up Cookie {header.X-Auth-Cookie}
      header_up -X-Auth-Cookie
    }
  }
}`;
}
