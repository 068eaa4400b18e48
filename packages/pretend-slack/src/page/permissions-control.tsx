import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';

/** The optional scopes of the app, to try it out as if whoever installed it had left some out. */
export function PermissionsControl({ look }: { look: Look }) {
  const { manifest, slack } = look.sandbox;
  if (manifest.optionalScopes.length === 0) return null;
  const has = (scope: string) => slack.state.scopes.includes(scope);
  const leftOut = manifest.optionalScopes.filter((scope) => !has(scope)).length;
  return (
    <details class="control" name="control" data-keep="permissions">
      <summary>
        <Icon name="lock" />
        <span>Permissions</span>
        {leftOut > 0 && <span class="control-state">{leftOut} left out</span>}
      </summary>
      <Form look={look} action="/sandbox/permissions">
        {manifest.optionalScopes.map((scope) => (
          <button
            type="submit"
            role="switch"
            class="switch"
            name="scope"
            value={scope}
            aria-checked={has(scope) ? 'true' : 'false'}
          >
            {scope}
          </button>
        ))}
      </Form>
    </details>
  );
}
