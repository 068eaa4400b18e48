import { findChannel } from '../../slack/state.ts';
import { encodeTyped, linksIn } from '../../slack/typed-text.ts';
import { composingKey, type Sandbox } from '../sandbox.ts';
import { untilSign } from '../signs.ts';
import { tick } from '../tour.ts';
import { goBack, isScripted, type SandboxContext, type SandboxWeb } from '../web.ts';

const either = new Intl.ListFormat('en', { type: 'disjunction' });

/** What people type: messages and commands; and the shortcuts beside. */
export function talkRoutes(web: SandboxWeb, sandbox: Sandbox): void {
  const { slack } = sandbox;

  web.post('/sandbox/say', async (c) => {
    const form = await c.req.formData();
    const { id: user } = c.get('person');
    const text = String(form.get('text') ?? '').trim();
    const channel = findChannel(slack.state, String(form.get('channel') ?? ''));
    sandbox.notices.delete(user);
    if (text === '' || !channel?.members.includes(user)) return goBack(c, form);
    const thread = String(form.get('thread') ?? '');
    if (!thread) sandbox.composing.delete(composingKey(user, channel.id));
    if (/^\/\w/.test(text))
      await runCommand(c, sandbox, { user, channel: channel.id, text, thread });
    else await slack.post({ user, channel: channel.id, text, ...(thread && { threadTs: thread }) });
    return goBack(c, form);
  });

  web.post('/sandbox/compose', async (c) => {
    const form = await c.req.formData();
    const { id: user } = c.get('person');
    const channel = findChannel(slack.state, String(form.get('channel') ?? ''));
    if (!channel?.members.includes(user)) return c.body(null, 204);
    const text = String(form.get('text') ?? '');
    const links = linksIn(encodeTyped(slack.state, text)).join(' ');
    const key = composingKey(user, channel.id);
    if (links === (sandbox.composing.get(key)?.links ?? '')) return c.body(null, 204);
    if (links === '') {
      sandbox.composing.delete(key);
      sandbox.changed();
    } else {
      const { unfurlId } = await slack.compose({ user, channel: channel.id, text });
      sandbox.composing.set(key, { links, unfurlId });
      sandbox.changed();
    }
    return c.body(null, 204);
  });

  web.post('/sandbox/shortcut', async (c) => {
    const form = await c.req.formData();
    const { id: user } = c.get('person');
    const callbackId = String(form.get('shortcut') ?? '');
    const use = () => slack.shortcut({ user, callbackId });
    const reply = isScripted(c) ? await use() : await untilSign(slack, user, use);
    if (reply.status !== 200) sandbox.notices.set(user, 'The app didn’t answer this shortcut.');
    return goBack(c, form);
  });
}

async function runCommand(
  c: SandboxContext,
  sandbox: Sandbox,
  act: { user: string; channel: string; text: string; thread: string },
): Promise<void> {
  const { slack, manifest } = sandbox;
  const [, command = '', text = ''] = /^(\S+)\s*([\s\S]*)$/.exec(act.text) ?? [];
  if (act.thread) {
    sandbox.notices.set(act.user, `${command} doesn’t work in a thread. Type it in the channel.`);
    return;
  }
  if (!manifest.commands.some((one) => one.command === command)) {
    const known = manifest.commands.map((one) => one.command);
    const hint = known.length > 0 ? ` Try ${either.format(known)}.` : '';
    sandbox.notices.set(act.user, `${command} isn’t a command here.${hint}`);
    return;
  }
  tick(sandbox, { kind: 'command', command });
  const run = () => slack.command({ user: act.user, channel: act.channel, command, text });
  await (isScripted(c) ? run() : untilSign(slack, act.user, run));
}
