import type { ApiCall, Refusal, SentRequest } from '../slack/world.ts';
import { Frame } from './frame.tsx';
import { Icon } from './icons.tsx';
import type { Look } from './look.tsx';
import { MenuButton } from './menu-button.tsx';

type Entry = { at: number; key: string } & (
  | { kind: 'call'; call: ApiCall }
  | { kind: 'request'; request: SentRequest }
  | { kind: 'refusal'; refusal: Refusal }
);

const shown = 100;

/** The newest requests and answers between Slack and the app. */
export function InspectorPage({ look }: { look: Look }) {
  const { calls, requests, refusals } = look.sandbox.slack;
  const entries: Entry[] = [
    ...calls.map((call, n): Entry => ({ kind: 'call', at: call.at, key: `c${n}`, call })),
    ...requests.map((request, n): Entry => {
      return { kind: 'request', at: request.at, key: `r${n}`, request };
    }),
    ...refusals.map((refusal, n): Entry => {
      return { kind: 'refusal', at: refusal.at, key: `x${n}`, refusal };
    }),
  ];
  entries.sort((a, b) => b.at - a.at);
  return (
    <Frame look={look} title="Inspector">
      <header class="place-head">
        <MenuButton look={look} />
        <h1>
          <Icon name="inspect" />
          Inspector
        </h1>
        <p>Every request between Slack and the app, with tokens and links hidden</p>
      </header>
      <div class="inspector">
        {entries.length === 0 ? (
          <p class="soft">Nothing yet. Do something in Slack and it shows up here.</p>
        ) : (
          <ol>
            {entries.slice(0, shown).map((entry) => (
              <li>
                <EntryRow entry={entry} look={look} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </Frame>
  );
}

function EntryRow({ entry, look }: { entry: Entry; look: Look }) {
  switch (entry.kind) {
    case 'call': {
      const { method, args, status, response } = entry.call;
      const ok = response.ok === true;
      const result = ok ? 'ok' : String(response.error ?? status);
      return (
        <Row entry={entry} look={look} way="app" what={method} result={result} good={ok}>
          <Json look={look} title="Arguments" value={args} />
          <Json look={look} title={`Response (${status})`} value={response} />
        </Row>
      );
    }
    case 'request': {
      const { kind, payload, status, body, ms } = entry.request;
      const result = status === 0 ? 'no response' : `${status} in ${Math.round(ms)} ms`;
      return (
        <Row
          entry={entry}
          look={look}
          way="slack"
          what={kind}
          result={result}
          good={status === 200}
        >
          <Json look={look} title="Request" value={payload} />
          {body !== '' && <Json look={look} title={`Response (${status})`} value={parsed(body)} />}
        </Row>
      );
    }
    case 'refusal': {
      const { where, problems, subject } = entry.refusal;
      return (
        <Row entry={entry} look={look} way="refused" what={where} result="refused" good={false}>
          <ul>
            {problems.map((problem) => (
              <li>{problem}</li>
            ))}
          </ul>
          <Json look={look} title="What was refused" value={subject} />
        </Row>
      );
    }
  }
}

const ways = {
  app: 'App → Slack',
  slack: 'Slack → app',
  refused: 'Slack would refuse',
} as const;

function Row(props: {
  entry: Entry;
  look: Look;
  way: keyof typeof ways;
  what: string;
  result: string;
  good: boolean;
  children: unknown;
}) {
  const time = new Intl.DateTimeFormat('en-US', {
    timeZone: props.look.person.tz,
    timeStyle: 'medium',
  }).format(new Date(props.entry.at));
  return (
    <details class={`entry entry-${props.way}`} data-keep={props.entry.key}>
      <summary>
        <span class="way">{ways[props.way]}</span>
        <b>{props.what}</b>
        <span class={props.good ? 'result' : 'result bad'}>{props.result}</span>
        <time>{time}</time>
      </summary>
      {props.children}
    </details>
  );
}

function Json({ look, title, value }: { look: Look; title: string; value: unknown }) {
  return (
    <>
      <h3>{title}</h3>
      <pre class="raw">{look.sandbox.hideSecrets(redacted(value))}</pre>
    </>
  );
}

const secretFields = new Set(['token', 'trigger_id', 'response_url', 'response_urls']);
// https://docs.slack.dev/authentication/tokens
const slackToken = /\bx(?:ox[a-z]|app|oxe\.ox[bp])-[\w-]+/g;

/** A value as JSON to read, without what would let somebody in. */
export function redacted(value: unknown): string {
  const text = JSON.stringify(
    value,
    (field, inside: unknown) => (secretFields.has(field) ? '[hidden]' : inside),
    2,
  );
  return (text ?? '').replace(slackToken, '[hidden]');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
