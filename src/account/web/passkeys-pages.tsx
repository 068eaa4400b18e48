import { Button, Field } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import type { ListedPasskey } from '../../sign-in/passkey-rules.ts';
import { ownPasskeysTexts as texts } from '../../sign-in/passkey-texts.ts';
import { PasskeyButton } from '../../sign-in/web/passkey-pages.tsx';
import { AccountForm, Section } from './section-pages.tsx';

interface PasskeysProps {
  memberId: string;
  waysIn?: { readonly passkeys: readonly ListedPasskey[] };
  hasPasskeys?: boolean;
  renamed?: { readonly id: string; readonly typed: string } | undefined;
  problems?: Readonly<Partial<Record<'passkeys' | 'passkeyName', string>>>;
}

/** A member's passkeys. */
export function Passkeys(props: PasskeysProps) {
  const { memberId, waysIn = { passkeys: [] }, hasPasskeys = false, problems = {} } = props;
  const { passkeys } = waysIn;
  if (!hasPasskeys && passkeys.length === 0) return null;
  return (
    <Section title={texts.title}>
      <p class="hint" id="passkeys">
        {texts.lead}
        {passkeys.length === 0 && ` ${texts.none}`}
      </p>
      {problems.passkeys && <p class="problem">{problems.passkeys}</p>}
      {passkeys.length > 0 && (
        <ul class="sessions">
          {passkeys.map((passkey) => (
            <Passkey {...props} passkey={passkey} />
          ))}
        </ul>
      )}
      {hasPasskeys && (
        <>
          <noscript>
            <p class="hint">{texts.noScript}</p>
          </noscript>
          <div hidden>
            <AccountForm memberId={memberId} act="add_passkey">
              <PasskeyButton
                act="create"
                options="/account/passkey-options"
                label={texts.add}
                look="other"
              />
            </AccountForm>
          </div>
        </>
      )}
    </Section>
  );
}

function Passkey({
  memberId,
  passkey,
  renamed,
  problems = {},
}: PasskeysProps & { passkey: ListedPasskey }) {
  const { id, name, createdAt, lastUsedAt, isSuspended } = passkey;
  const refused = renamed?.id === id ? renamed : undefined;
  const problem = refused && problems.passkeyName;
  return (
    <li class="passkey">
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        {isSuspended && <span class="mark">{texts.suspended}</span>}
        <br />
        <span class="hint">
          {texts.made} <Day date={createdAt} /> ·{' '}
          {lastUsedAt ? (
            <>
              {texts.lastUsed} <Day date={lastUsedAt} />
            </>
          ) : (
            texts.neverUsed
          )}
        </span>
        {isSuspended && (
          <>
            <br />
            <span class="hint">{texts.suspendedWhy}</span>
          </>
        )}
      </p>
      <div class="acts">
        <details open={problem !== undefined}>
          <summary>
            {texts.rename}
            <Spoken name={name} />
          </summary>
          <AccountForm memberId={memberId} act="rename_passkey" named={{ passkeyId: id }}>
            <Field
              label={texts.name}
              id={problem ? 'passkeyName' : `passkey-${id}`}
              name="passkeyName"
              value={problem ? refused.typed : name}
              problem={problem}
            />
            <Button look="small">{texts.save}</Button>
          </AccountForm>
        </details>
        <AccountForm memberId={memberId} act="remove_passkey" named={{ passkeyId: id }}>
          <Button look="small">
            {texts.remove}
            <Spoken name={name} />
          </Button>
        </AccountForm>
      </div>
    </li>
  );
}

function Spoken({ name }: { name: string }) {
  return <span class="hidden-status"> {texts.spoken(name)}</span>;
}

function Day({ date }: { date: Date }) {
  return <time datetime={date.toISOString()}>{longDate(date).replace(/^\w+, /, '')}</time>;
}
