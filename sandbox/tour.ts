import { html } from 'hono/html';
import type { SandboxTexts, Tour } from 'pretend-slack/page';

/** What the page says about the app. */
export function textsAbout(command: string): SandboxTexts {
  return {
    welcome: html`The Slack is pretend. The app is real: it gives people one account for the team’s tools. Nothing leaves this machine. Start by typing <kbd>${command}</kbd>.`,
    tryHere: 'Post an invite link here to see what happens.',
    noLetters: 'Invite someone from Slack and the email shows up here.',
  };
}

/** From the first command to the new member, to what they can open, and to its end. */
export function tourWith(command: string): Tour {
  return {
    steps: [
      {
        id: 'command',
        name: `Type ${command}`,
        text: html`Type <kbd>${command}</kbd> in the message field below and press Enter.`,
        doneBy: { kind: 'command' },
      },
      {
        id: 'invited',
        name: 'Send an invite',
        text: html`Enter an address, such as <kbd>ana@example.com</kbd>, and press <b>Send invite</b>.`,
        doneBy: { kind: 'letter-arrived' },
      },
      {
        id: 'letter',
        name: 'Open the email',
        text: html`The invitation is in the <a href="/sandbox/mail">Mailbox</a>. Open it there.`,
        doneBy: { kind: 'letter-opened' },
      },
      {
        id: 'joined',
        name: 'Join',
        text: 'Open the link in the email, pick a name and how to sign in, and join.',
        // The app leads them on from its sign-up page.
        doneBy: { kind: 'request', method: 'POST', path: /^\/join\//, statuses: [302, 303] },
      },
      {
        id: 'wiki',
        name: 'Open the wiki',
        text: html`You’re in: press <b>Wiki</b>. It’s a pretend one, and the new account opens it.`,
        // The wiki asks who came.
        doneBy: { kind: 'request', path: /^\/oidc\/token$/, statuses: [200] },
      },
      {
        id: 'home',
        name: 'See it in Slack',
        text: html`Back in Slack, open <a href="/sandbox/app">Invites</a> to see who has joined.`,
        doneBy: { kind: 'home-opened' },
        after: ['joined'],
      },
      {
        id: 'shut',
        name: 'Take it back',
        text: html`Under <b>Members</b> there, remove them. Then reload the wiki: it’s shut.`,
        // Whoever the wiki sends here has to sign in.
        doneBy: { kind: 'request', path: /^\/sign-in$/, statuses: [200] },
        after: ['wiki', 'home'],
      },
    ],
    end: html`<strong>That’s it!</strong> Now explore: switch to Mia, or skip a week.`,
  };
}
