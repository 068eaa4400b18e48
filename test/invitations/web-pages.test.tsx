import { expect, test } from 'vitest';
import { AccountPage } from '../../src/account/web/pages.tsx';
import type { JoinRefusal } from '../../src/invitations/rules.ts';
import { DeadLinkPage } from '../../src/invitations/web/dead-link-pages.tsx';
import { JoinPage } from '../../src/invitations/web/pages.tsx';
import { renderPage } from '../../src/platform/web/page.tsx';
import type { ToolId } from '../../src/shared/ids.ts';
import { SignedOutPage } from '../../src/sign-in/web/signed-out-page.tsx';

const invitation = {
  workspaceName: 'Acme',
  invitedBy: 'Ana Admin',
  message: undefined,
  email: 'Mia@Example.com',
  role: 'member' as const,
  toolNames: [],
  expiresAt: new Date('2026-11-29T18:55:00Z'),
  passwordMinLength: 14,
  passkeys: undefined,
  action: '/join/TOKEN',
  values: { displayName: '' },
  problems: {},
};

function joinPage(changes: Partial<Parameters<typeof JoinPage>[0]> = {}): string {
  return renderPage(<JoinPage {...invitation} {...changes} />);
}

function deadLinkPage(props: Parameters<typeof DeadLinkPage>[0]): string {
  return renderPage(<DeadLinkPage {...props} />);
}

/** The text of a page as read aloud: without tags, entities read. */
function shownText(html: string): string {
  return html
    .replace(/^.*?<body>/s, '')
    .replace(/<(?:bdi|time|a|strong|\/bdi|\/time|\/a|\/strong)[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

function inputOf(html: string, name: string): string {
  return new RegExp(`<input id="${name}"[^>]*>`).exec(html)?.[0] ?? '';
}

test('names the workspace, the inviter, the address, the role and the end', () => {
  const text = shownText(joinPage());
  expect(text).toContain('Join Acme');
  expect(text).toContain("Ana Admin invited you. You'll join as Mia@Example.com.");
  expect(text).toContain('Member Can use all features but cannot manage team settings');
  expect(text).toContain('Works once, until Sunday, 29 November 2026 at 18:55 UTC.');
  expect(joinPage()).toContain('<time datetime="2026-11-29T18:55:00.000Z">');
});

test('names the tools', () => {
  const html = joinPage({ toolNames: ['Wiki', '<i>Files'] });
  expect(shownText(html)).toContain("You'll get Wiki, &lt;i&gt;Files");
  expect(shownText(joinPage())).not.toContain("You'll get");
});

test('explains the Admin role', () => {
  expect(shownText(joinPage({ role: 'admin' }))).toContain(
    'Admin Full access including team settings, user management, and billing.',
  );
});

test('posts a form with a file to the given address', () => {
  expect(joinPage()).toContain(
    '<form method="post" action="/join/TOKEN" enctype="multipart/form-data"',
  );
  expect(shownText(joinPage())).toMatch(/Join Acme No, thanks /);
});

test.each([
  ['displayName', ['autocomplete="name"', 'required=""', 'type="text"']],
  ['username', ['autocomplete="username"', 'readonly=""', 'value="Mia@Example.com"']],
  ['password', ['autocomplete="new-password"', 'minlength="14"', 'required=""', 'type="password"']],
  ['avatar', ['accept="image/png,image/jpeg,image/webp"', 'type="file"']],
])('asks for %s so that browsers can help', (name, attributes) => {
  const input = inputOf(joinPage(), name);
  for (const attribute of attributes) expect(input).toContain(attribute);
});

test('never cuts a pasted password, and never asks for a picture', () => {
  // Browsers would cut a longer one silently.
  expect(joinPage()).not.toContain('maxlength');
  expect(inputOf(joinPage(), 'avatar')).not.toContain('required');
});

test('tells the password rules beforehand, tied to the field', () => {
  const html = joinPage();
  expect(shownText(html)).toContain('At least 14 characters. A few random words work well.');
  expect(inputOf(html, 'password')).toContain('aria-describedby="password-hint"');
});

test('shows no summary and nothing invalid at first', () => {
  expect(joinPage()).not.toMatch(/role="alert"|aria-invalid|autofocus/);
});

test('ties every problem to its field and sums them up with links', () => {
  const html = joinPage({
    values: { displayName: 'Mia' },
    problems: {
      displayName: 'Name problem.',
      password: 'Password problem.',
      form: 'Form problem.',
    },
  });
  expect(html).toMatch(/<div class="summary" role="alert" tabindex="-1" autofocus=""/);
  expect(html).toContain('<li><a href="#displayName">Name problem.</a></li>');
  expect(html).toContain('<li><a href="#password">Password problem.</a></li>');
  expect(html).toContain('<li>Form problem.</li>');
  expect(html).toContain('<p class="problem" id="password-problem">Password problem.</p>');
  const input = inputOf(html, 'password');
  expect(input).toContain('aria-describedby="password-problem password-hint"');
  expect(input).toContain('aria-invalid="true"');
  expect(inputOf(html, 'avatar')).not.toContain('aria-invalid');
  expect(html).toContain('<title>Please check: Join Acme</title>');
});

test('gives back the name after an error, never the password', () => {
  const html = joinPage({
    values: { displayName: 'Mia "M" <b>' },
    problems: { password: 'Too short.' },
  });
  expect(inputOf(html, 'displayName')).toContain('value="Mia &quot;M&quot; &lt;b&gt;"');
  expect(inputOf(html, 'password')).not.toContain('value=');
  expect(shownText(html)).toContain(
    'For safety, please enter your password and choose your picture again.',
  );
});

test('shows markup as text, and lets no name turn the text around', () => {
  const html = joinPage({
    workspaceName: '<script>alert(1)</script>',
    invitedBy: 'Ana\u202Elive',
    email: '"><img/src=x>@example.com',
    passkeys: undefined,
    action: '/join/"onmouseover="x',
  });
  expect(html).not.toMatch(/<script>|<img|"onmouseover/);
  expect(html).not.toContain('\u202E');
  expect(html).toContain('<title>Join &lt;script&gt;alert(1)&lt;/script&gt;</title>');
});

const deadLinks: readonly [JoinRefusal, string, string][] = [
  ['accepted', 'This invitation has been used', "you're a member of Acme."],
  ['expired', 'This invitation has expired', 'Ask Ana Admin for a new one.'],
  ['revoked', 'This invitation was revoked', 'ask Ana Admin for a new invitation.'],
  ['replaced', "There's a newer link", 'Open the link in your latest invitation email.'],
  ['moved', 'This link was replaced', 'or ask Ana Admin to invite you.'],
  ['already_member', "You're already a member", 'already belongs to a member of Acme.'],
  ['unknown', "We don't know this link", 'Open it from the email instead of copying it.'],
];

test.each(deadLinks)('says of a link that is %s what to do next', (state, title, nextStep) => {
  const html = deadLinkPage({ state, workspaceName: 'Acme', invitedBy: 'Ana Admin' });
  expect(html).toContain(`<title>${title.replace("'", '&#39;')}</title>`);
  expect(shownText(html)).toContain(title);
  expect(shownText(html)).toContain(nextStep);
  expect(html).not.toContain('<form');
});

test.each(deadLinks)('says no more of a link that is %s than it is given', (state) => {
  const text = shownText(deadLinkPage({ state }));
  expect(text).not.toMatch(/undefined|null|Acme|Ana/);
  expect(text).toContain(state === 'accepted' || state === 'already_member' ? 'a member.' : 'link');
});

test('tells the holder of an unknown link nothing, even if it knew', () => {
  const text = shownText(
    deadLinkPage({ state: 'unknown', workspaceName: 'Acme', invitedBy: 'Ana Admin' }),
  );
  expect(text).not.toMatch(/Acme|Ana/);
});

test('offers to sign in only where the address may belong to a member', () => {
  const signIn = '<a class="button" href="/sign-in">Sign in</a>';
  expect(deadLinkPage({ state: 'accepted', signInUrl: '/sign-in' })).toContain(signIn);
  expect(deadLinkPage({ state: 'accepted' })).not.toContain('Sign in');
  expect(deadLinkPage({ state: 'expired', signInUrl: '/sign-in' })).not.toContain('Sign in');
});

const account = {
  memberId: '1',
  displayName: 'Mia <i>',
  email: 'mia@example.com',
  role: 'admin' as const,
  workspaceName: 'Acme',
};

test('welcomes whoever just joined', () => {
  const html = renderPage(<AccountPage {...account} justJoined={true} />);
  expect(shownText(html)).toContain("You're in Welcome to Acme, Mia &lt;i&gt;!");
  expect(html).not.toContain('<img');
});

const tools = [
  { id: '1' as ToolId, name: 'Wiki <i>', address: 'https://wiki.example.com:8443/start' },
];

test('leads whoever just joined to their tools and back to Slack, and nowhere else', () => {
  const html = renderPage(
    <AccountPage {...account} justJoined tools={tools} slackUrl="https://slack.example" />,
  );
  expect(html).toContain('<a href="https://wiki.example.com:8443/start">');
  expect(shownText(html)).toContain('Wiki &lt;i&gt; wiki.example.com:8443');
  expect(html).toContain('<a class="button other" href="https://slack.example">Back to Slack</a>');
  expect(html).not.toContain('act" value="password"');
});

test('shows the same tools on the account page', () => {
  const html = renderPage(<AccountPage {...account} justJoined={false} tools={tools} />);
  expect(html).toContain('<a href="https://wiki.example.com:8443/start">');
  expect(html).toContain('act" value="password"');
});

test('shows an account with name, address, role, workspace and picture', () => {
  const html = renderPage(<AccountPage {...account} avatarUrl="/avatar/1" justJoined={false} />);
  const text = shownText(html);
  expect(text).toContain('Your account');
  expect(text).not.toContain("You're in");
  for (const fact of ['Mia &lt;i&gt;', 'mia@example.com', 'Workspace Acme', 'Your role Admin']) {
    expect(text).toContain(fact);
  }
  expect(html).toContain('<img class="portrait" src="/avatar/1" alt=""');
});

test('tells whoever is signed out what to do', () => {
  expect(shownText(renderPage(<SignedOutPage />))).toContain("You're signed out");
  expect(shownText(renderPage(<SignedOutPage />))).toContain('ask an admin of your workspace');
  expect(renderPage(<SignedOutPage signInUrl="/sign-in" />)).toContain('href="/sign-in"');
});
