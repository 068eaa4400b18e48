import type { SandboxTexts, Tour } from 'pretend-slack/page';

/** What the page says about the app. */
export function textsAbout(command: string): SandboxTexts {
  return {
    welcome: (
      <>
        The Slack is pretend. The app is real: it gives people one account for the team’s tools.
        Nothing leaves this machine. Start by typing <kbd>{command}</kbd>.
      </>
    ),
    tryHere: 'Post an invite link here to see what happens.',
    noLetters: 'Invite someone from Slack and the email shows up here.',
  };
}

type TourEvent = Parameters<Tour['steps'][number]['isDoneBy']>[0];

function isOk(event: TourEvent): event is TourEvent & { kind: 'request' } {
  return event.kind === 'request' && event.status === 200;
}

/** From the first command to the new member, to what they can open, and to its end. */
export function tourWith(command: string): Tour {
  return {
    steps: [
      {
        id: 'command',
        name: `Type ${command}`,
        text: (
          <>
            Type <kbd>{command}</kbd> in the message field below and press Enter.
          </>
        ),
        isDoneBy: (event) => event.kind === 'command',
      },
      {
        id: 'invited',
        name: 'Send an invite',
        text: (
          <>
            Enter an address, such as <kbd>ana@example.com</kbd>, and press <b>Send invite</b>.
          </>
        ),
        isDoneBy: (event) => event.kind === 'letter-arrived',
      },
      {
        id: 'letter',
        name: 'Open the email',
        text: (
          <>
            The invitation is in the <a href="/sandbox/mail">Mailbox</a>. Open it there.
          </>
        ),
        isDoneBy: (event) => event.kind === 'letter-opened',
      },
      {
        id: 'joined',
        name: 'Join',
        text: 'Open the link in the email, pick a name and a password, and join.',
        // The app leads them on from its sign-up page.
        isDoneBy: (event) =>
          event.kind === 'request' &&
          event.method === 'POST' &&
          event.path.startsWith('/join/') &&
          (event.status === 302 || event.status === 303),
      },
      {
        id: 'wiki',
        name: 'Open the wiki',
        text: (
          <>
            You’re in: press <b>Wiki</b>. It’s a pretend one, and the new account opens it.
          </>
        ),
        // The wiki asks who came.
        isDoneBy: (event) => isOk(event) && event.path === '/oidc/token',
      },
      {
        id: 'home',
        name: 'See it in Slack',
        text: (
          <>
            Back in Slack, open <a href="/sandbox/app">Invites</a> to see who has joined.
          </>
        ),
        isDoneBy: (event, done) => event.kind === 'home-opened' && done.includes('joined'),
      },
      {
        id: 'shut',
        name: 'Take it back',
        text: (
          <>
            Under <b>Members</b> there, remove them. Then reload the wiki: it’s shut.
          </>
        ),
        // Whoever the wiki sends here has to sign in.
        isDoneBy: (event, done) =>
          isOk(event) &&
          event.path === '/sign-in' &&
          done.includes('wiki') &&
          done.includes('home'),
      },
    ],
    end: (
      <>
        <strong>That’s it!</strong> Now explore: switch to Mia, or skip a week.
      </>
    ),
  };
}
