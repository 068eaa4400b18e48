import type { SandboxTexts, Tour } from 'pretend-slack/page';

/** What the page says about the app. */
export function textsAbout(command: string): SandboxTexts {
  return {
    welcome: (
      <>
        The Slack around here is pretend, but the app in it is real: it invites people to a
        workspace. Nothing leaves this machine. Begin with <kbd>{command}</kbd> below.
      </>
    ),
    tryHere: 'Post an invite link here and see what happens.',
    noLetters: 'Invite somebody from Slack, and the letter arrives here at once.',
  };
}

/** From the first command to the new member. */
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
            Enter an address, <kbd>ana@example.com</kbd> for one, and press <b>Send invite</b>.
          </>
        ),
        isDoneBy: (event) => event.kind === 'letter-arrived',
      },
      {
        id: 'letter',
        name: 'Open the e-mail',
        text: (
          <>
            An e-mail is on its way. Open the <a href="/sandbox/mail">Mailbox</a> and read it.
          </>
        ),
        isDoneBy: (event) => event.kind === 'letter-opened',
      },
      {
        id: 'joined',
        name: 'Join',
        text: 'Follow the link in the letter, choose a password, and join.',
        // The app leads them on from its sign-up page.
        isDoneBy: (event) =>
          event.kind === 'request' &&
          event.method === 'POST' &&
          event.path.startsWith('/join/') &&
          (event.status === 302 || event.status === 303),
      },
      {
        id: 'home',
        name: 'See it in Slack',
        text: (
          <>
            Back to Slack: open <a href="/sandbox/app">Invites</a> and look at the invitation now.
          </>
        ),
        isDoneBy: (event, done) => event.kind === 'home-opened' && done.includes('joined'),
      },
    ],
    end: (
      <>
        <strong>You’re in.</strong> That was all of it. Now try what you like: be Mia, or let a week
        pass.
      </>
    ),
  };
}
