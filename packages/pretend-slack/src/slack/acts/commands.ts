import { checkMessage } from '../../block-kit/check-message.ts';
import { addEphemeral, applyAnswer } from '../messages.ts';
import { interactionBase, verificationToken } from '../payloads.ts';
import { notSent, type Reply, sendForm, sendInteraction } from '../requests.ts';
import { type Json, knownChannel, knownUser, nextTs } from '../state.ts';
import { issueResponseUrl, issueTrigger } from '../triggers.ts';
import { encodeTyped } from '../typed-text.ts';
import { recordRefusal, type World } from '../world.ts';

/** A command as a person types it. */
export interface CommandAct {
  user: string;
  command: string;
  text?: string;
  /** Where it is typed: the first channel that the person is in when left out. */
  channel?: string;
}

function parsedAck(reply: Reply): Json | undefined {
  const isJson = (reply.headers['content-type'] ?? '').startsWith('application/json');
  if (!isJson && !reply.body.trimStart().startsWith('{')) return { text: reply.body };
  try {
    return JSON.parse(reply.body) as Json;
  } catch {
    return undefined;
  }
}

function sayFailed(world: World, act: CommandAct, channel: string, reason: string): void {
  const text = `${act.command} failed with the error "${reason}"`;
  addEphemeral(world, { channel, user: act.user, from: 'slack' }, { text });
}

function showAck(world: World, act: CommandAct, channel: string, reply: Reply): void {
  if (reply.status !== 200) {
    const reason = reply.status === 0 ? 'operation_timeout' : 'dispatch_failed';
    sayFailed(world, act, channel, reason);
    recordRefusal(world, 'command', [`${reason} (status ${reply.status})`], reply.body);
    return;
  }
  if (reply.body === '') return;
  const fields = parsedAck(reply);
  const problems = fields ? checkMessage(fields) : ['must be valid JSON'];
  if (!fields || problems.length > 0) {
    sayFailed(world, act, channel, 'dispatch_failed');
    recordRefusal(world, 'command', problems, reply.body);
    return;
  }
  const nowhere = { messageTs: null, ephemeralId: null, threadTs: null };
  applyAnswer(world, { channel, user: act.user, ...nowhere }, fields);
}

/** What Slack says to whoever types a command that no app has. */
function sayUnknown(world: World, act: CommandAct, channel: string): Reply {
  const text = `${act.command} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`;
  addEphemeral(world, { channel, user: act.user, from: 'slack' }, { text });
  recordRefusal(world, 'command', [`${act.command} is not in the manifest`], act);
  return notSent;
}

/**
 * Runs a command. With `should_escape` (and without a manifest) mentions and links arrive encoded. A text
 * or message in the answer shows to the person. https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export async function runCommand(world: World, act: CommandAct): Promise<Reply> {
  const { state } = world;
  const user = knownUser(state, act.user);
  const first = state.channels.find((one) => !one.isIm && one.members.includes(user.id));
  const channel = knownChannel(state, act.channel ?? first?.id ?? state.channels[0]?.id ?? '');
  const declared = world.manifest?.commands.find((one) => one.command === act.command);
  if (world.manifest && !declared) return sayUnknown(world, act, channel.id);
  const text = (act.text ?? '').trim();
  const reply = await sendForm(world, {
    token: verificationToken,
    team_id: state.team.id,
    team_domain: state.team.domain,
    ...(state.team.enterprise && {
      enterprise_id: state.team.enterprise.id,
      enterprise_name: state.team.enterprise.name,
    }),
    channel_id: channel.id,
    channel_name: channel.isPrivate && !channel.isIm ? 'privategroup' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command: act.command,
    text: declared?.shouldEscape === false ? text : encodeTyped(state, text),
    api_app_id: state.app.id,
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(world, { user: user.id, channel: channel.id }),
    trigger_id: issueTrigger(world, user.id, channel.id),
  });
  showAck(world, act, channel.id, reply);
  return reply;
}

/** Uses a global shortcut. https://docs.slack.dev/interactivity/implementing-shortcuts */
export async function useShortcut(
  world: World,
  act: { user: string; callbackId: string },
): Promise<Reply> {
  const { manifest } = world;
  if (manifest && !manifest.shortcuts.some((one) => one.callbackId === act.callbackId)) {
    throw new Error(`The manifest has no global shortcut ${act.callbackId}`);
  }
  const reply = await sendInteraction(world, {
    type: 'shortcut',
    ...interactionBase(world, act.user),
    callback_id: act.callbackId,
    trigger_id: issueTrigger(world, act.user),
    action_ts: nextTs(world.state, world.now()),
  });
  if (reply.status !== 200) {
    recordRefusal(world, 'shortcut', [`status ${reply.status}`], reply.body);
  }
  return reply;
}
