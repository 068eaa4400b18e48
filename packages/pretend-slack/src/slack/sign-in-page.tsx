import type { Child } from 'hono/jsx';
import type { PretendUser } from './state.ts';

/** Who can go on as whom: the people of a team. */
export interface Choice {
  readonly team: { readonly id: string; readonly name: string };
  readonly people: readonly PretendUser[];
}

// A page of its own, as it stands at Slack's own address, where nothing else is shown.
const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; display: grid; place-items: start center; padding: 2rem 1rem; }
  main { width: 100%; max-width: 26rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
  h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
  form { display: grid; gap: .5rem; }
  button { font: inherit; text-align: start; padding: .6rem .9rem; border: 1px solid #8886;
    border-radius: .5rem; background: transparent; color: inherit; cursor: pointer; }
  button:hover, button:focus-visible { border-color: currentColor; }
  button span { opacity: .75; display: block; font-size: .875rem; overflow-wrap: anywhere; }
  .cancel { margin-top: 1.5rem; text-align: center; }
`;

/** Slack's page on which somebody lets an app know who they are: here one also chooses who one is. */
export function SignInPage({ app, choices }: { app: string; choices: readonly Choice[] }) {
  return (
    <Frame title={`Sign in to ${app} with Slack`}>
      <h1>Sign in to {app} with Slack</h1>
      <p>{app} learns your name, email address and picture. Who are you in this pretend Slack?</p>
      <form method="post">
        {choices.map(({ team, people }) => (
          <>
            <h2>{team.name}</h2>
            {people.map(({ id, realName, email }) => (
              <button type="submit" name="as" value={`${team.id}-${id}`}>
                {realName}
                <span>{email ?? 'no address'}</span>
              </button>
            ))}
          </>
        ))}
        <button type="submit" name="as" value="nobody" class="cancel">
          Cancel
        </button>
      </form>
    </Frame>
  );
}

/** What Slack shows in place of it to whom an app sent wrongly. */
export function SignInErrorPage({ problems }: { problems: readonly string[] }) {
  return (
    <Frame title="Something went wrong">
      <h1>Something went wrong when authorizing this app</h1>
      <ul>
        {problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{style}</style>
      </head>
      <body>
        <main>{children}</main>
      </body>
    </html>
  );
}
