import { directMessages, findChannel } from '../../slack/state.ts';
import { AppMessagesPage, HomePage } from '../app-page.tsx';
import { ConversationPage } from '../conversation-page.tsx';
import { findFile } from '../files.ts';
import { InspectorPage } from '../inspector-page.tsx';
import { channelsOf, markSeen } from '../reading.ts';
import type { Sandbox } from '../sandbox.ts';
import { untilSign } from '../signs.ts';
import { tick } from '../tour.ts';
import {
  channelHref,
  isEntered,
  isScripted,
  lookOf,
  type SandboxContext,
  type SandboxWeb,
  show,
} from '../web.ts';

/** The screens of the pretend Slack. */
export function placeRoutes(web: SandboxWeb, sandbox: Sandbox): void {
  web.get('/', (c) => {
    const [first] = channelsOf(sandbox, c.get('person').id);
    return first ? showConversation(c, sandbox, first.id) : c.redirect('/sandbox/app', 303);
  });
  web.get('/sandbox/c/:channel', (c) => showConversation(c, sandbox, c.req.param('channel')));
  web.get('/sandbox/app', async (c) => {
    await openTab(c, sandbox, 'home');
    tick(sandbox, { kind: 'home-opened' });
    return show(c, <HomePage look={lookOf(c, sandbox, '/sandbox/app')} />);
  });
  web.get('/sandbox/app/messages', async (c) => {
    await openTab(c, sandbox, 'messages');
    const channel = directMessages(sandbox.slack.state, c.get('person').id);
    markSeen(sandbox, c.get('person').id, channel.id);
    return show(c, <AppMessagesPage look={lookOf(c, sandbox, '/sandbox/app')} channel={channel} />);
  });
  web.get('/sandbox/inspector', (c) =>
    show(c, <InspectorPage look={lookOf(c, sandbox, '/sandbox/inspector')} />),
  );
  web.get('/sandbox/files/:name', (c) => {
    const file = findFile(c.req.param('name'));
    if (!file) return c.notFound();
    // Modules name each other without a version, so browsers ask each time whether theirs is the newest.
    c.header('Cache-Control', 'no-cache');
    c.header('ETag', file.etag);
    if (c.req.header('if-none-match') === file.etag) return c.body(null, 304);
    return c.body(file.body, 200, { 'Content-Type': file.contentType });
  });
}

function showConversation(c: SandboxContext, sandbox: Sandbox, id: string) {
  const channel = findChannel(sandbox.slack.state, id);
  const person = c.get('person');
  // Whoever became somebody else stands where that person may not be.
  if (!channel?.members.includes(person.id)) return c.redirect('/', 303);
  if (channel.isIm) return c.redirect('/sandbox/app/messages', 303);
  markSeen(sandbox, person.id, id);
  return show(
    c,
    <ConversationPage
      look={lookOf(c, sandbox, channelHref(id))}
      channel={channel}
      thread={c.req.query('thread')}
    />,
  );
}

/** Tells the app that its tab was opened, as often as somebody does so. */
async function openTab(c: SandboxContext, sandbox: Sandbox, tab: 'home' | 'messages') {
  if (!isEntered(c)) return;
  const { slack } = sandbox;
  const { id } = c.get('person');
  if (isScripted(c) || tab === 'messages') await slack.openHome(id, tab);
  else await untilSign(slack, id, () => slack.openHome(id, tab));
}
