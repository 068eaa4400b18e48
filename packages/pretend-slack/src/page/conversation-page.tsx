import { isDirect } from '../slack/conversation-choices.ts';
import type { Channel } from '../slack/state.ts';
import { channelTitle, otherPerson } from './blocks/choosing.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './conversation.tsx';
import { Frame } from './frame.tsx';
import { Icon } from './icons.tsx';
import type { Look } from './look.tsx';
import { MenuButton } from './menu-button.tsx';
import { Avatar } from './person.tsx';
import { type Said, saidIn } from './reading.ts';
import { channelHref } from './web.ts';
import { Welcome } from './welcome.tsx';

/** A channel or direct messages between people, and beside it the thread that is open. */
export function ConversationPage({
  look,
  channel,
  thread,
}: {
  look: Look;
  channel: Channel;
  /** The ts of the message whose thread is open. */
  thread?: string | undefined;
}) {
  const { sandbox, person } = look;
  const { state } = sandbox.slack;
  const title = channelTitle(channel, state, person.id);
  const said = saidIn(sandbox, person.id, channel.id);
  const root = said.find((one) => one.kind === 'message' && one.ts === thread);
  return (
    <Frame
      look={look}
      title={title}
      aside={root && <Thread look={look} channel={channel} root={root} said={said} title={title} />}
    >
      <header class="place-head">
        <MenuButton look={look} />
        <h1>
          {isDirect(channel) ? null : <Icon name={channel.isPrivate ? 'lock' : 'hash'} />}
          {title.replace(/^#/, '')}
        </h1>
        <p>{aboutOf(channel, state.app.name)}</p>
      </header>
      <MessageList
        said={said.filter((one) => one.threadTs === undefined)}
        look={look}
        begin={<Beginning look={look} channel={channel} title={title} />}
        threads={{
          replies: groupReplies(said),
          href: (ts) => `${channelHref(channel.id)}?thread=${ts}`,
        }}
      />
      <Composer look={look} channel={channel} placeholder={`Message ${title}`} />
    </Frame>
  );
}

function groupReplies(said: readonly Said[]): Map<string, Said[]> {
  const replies = new Map<string, Said[]>();
  for (const one of said) {
    if (one.threadTs === undefined) continue;
    replies.set(one.threadTs, [...(replies.get(one.threadTs) ?? []), one]);
  }
  return replies;
}

function aboutOf(channel: Channel, app: string): string {
  if (isDirect(channel)) return 'Only the two of you can see this';
  const { length } = channel.members;
  const count = length === 1 ? '1 person' : `${length} people`;
  const presence = channel.hasApp ? `${app} is in this channel` : `${app} isn’t in this channel`;
  return channel.isPrivate ? `Private · ${count} · ${presence}` : `${count} · ${presence}`;
}

function Beginning({ look, channel, title }: { look: Look; channel: Channel; title: string }) {
  const { slack, texts } = look.sandbox;
  // Everybody begins in the first channel.
  if (channel === slack.state.channels[0]) return <Welcome look={look} />;
  const other = isDirect(channel) ? otherPerson(channel, slack.state, look.person.id) : undefined;
  return (
    <div class="beginning">
      {other && <Avatar user={other} size="l" />}
      <h2>{title}</h2>
      <p class="soft">
        {other
          ? `This is just between you and ${other.realName}.`
          : `This is the very beginning of ${title}.`}{' '}
        {texts.tryHere}
      </p>
    </div>
  );
}

function Thread(props: {
  look: Look;
  channel: Channel;
  root: Said;
  said: readonly Said[];
  title: string;
}) {
  const { look, channel, root, said, title } = props;
  return (
    <aside class="thread" aria-label="Thread">
      <header class="place-head">
        <h2>Thread</h2>
        <p>{title}</p>
        <a class="btn btn-icon" href={channelHref(channel.id)} aria-label="Close thread">
          <Icon name="close" />
        </a>
      </header>
      <MessageList said={[root, ...said.filter((one) => one.threadTs === root.ts)]} look={look} />
      <Composer look={look} channel={channel} placeholder="Reply…" threadTs={root.ts} />
    </aside>
  );
}
