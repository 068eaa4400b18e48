import { isDirect } from '../slack/conversation-choices.ts';
import { otherPerson } from './blocks/choosing.ts';
import { Controls } from './controls.tsx';
import { Icon, type IconName } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { Avatar, playable, rankOf } from './person.tsx';
import { channelsOf, unopenedLetters, unreadIn } from './reading.ts';
import { channelHref } from './web.ts';

/** Who one is, where one can go, and what is new there. */
export function Sidebar({ look }: { look: Look }) {
  const { sandbox, person, place } = look;
  const { state } = sandbox.slack;
  const mine = channelsOf(sandbox, person.id);
  const app = mine.find((channel) => channel.isIm);
  return (
    <>
      <p class="team">
        <span class="team-tile" aria-hidden="true">
          {[...state.team.name][0]}
        </span>
        <span>
          <strong>{state.team.name}</strong>
          <small>A pretend Slack</small>
        </span>
      </p>
      <WhoAmI look={look} />
      <div class="places">
        <h2>Channels</h2>
        <ul>
          {mine
            .filter((channel) => !isDirect(channel))
            .map((channel) => (
              <Place
                href={channelHref(channel.id)}
                here={place}
                icon={channel.isPrivate ? 'lock' : 'hash'}
                text={channel.name}
                unread={unreadIn(sandbox, person.id, channel.id)}
              />
            ))}
        </ul>
        <h2>Direct messages</h2>
        <ul>
          {mine
            .filter((channel) => isDirect(channel) && !channel.isIm)
            .map((channel) => {
              const other = otherPerson(channel, state, person.id);
              const unread = unreadIn(sandbox, person.id, channel.id);
              return (
                <Place
                  href={channelHref(channel.id)}
                  here={place}
                  avatar={other}
                  text={other?.realName ?? channel.name}
                  unread={unread}
                  count
                />
              );
            })}
        </ul>
        <h2>Apps</h2>
        <ul>
          <Place
            href="/sandbox/app"
            here={place}
            avatar={state.users.find((user) => user.id === state.app.botUserId)}
            text={state.app.name}
            unread={app ? unreadIn(sandbox, person.id, app.id) : 0}
            count
          />
        </ul>
        <h2>Outside Slack</h2>
        <ul>
          <Place
            href="/sandbox/mail"
            here={place}
            icon="mail"
            text="Mailbox"
            unread={unopenedLetters(sandbox, person.id)}
            count
          />
        </ul>
      </div>
      <Controls look={look} />
    </>
  );
}

function Place(props: {
  href: string;
  here: string;
  icon?: IconName;
  avatar?: Parameters<typeof Avatar>[0]['user'] | undefined;
  text: string;
  unread: number;
  /** Says how many are new; else new things only make it bold. */
  count?: boolean;
}) {
  const isHere = props.here === props.href;
  return (
    <li>
      <a
        href={props.href}
        class={props.unread > 0 ? 'place unread' : 'place'}
        aria-current={isHere ? 'page' : undefined}
      >
        {props.avatar && <Avatar user={props.avatar} size="s" />}
        {props.icon && <Icon name={props.icon} />}
        <span class="place-name">{props.text}</span>
        {props.unread > 0 && props.count && (
          <span class="badge">
            {props.unread}
            <span class="unseen"> new</span>
          </span>
        )}
        {props.unread > 0 && !props.count && <span class="unseen"> (new messages)</span>}
      </a>
    </li>
  );
}

function WhoAmI({ look }: { look: Look }) {
  const { sandbox, person } = look;
  return (
    <Form look={look} action="/sandbox/who" class="who" goes>
      <fieldset>
        <legend>You are</legend>
        {playable(sandbox.slack.state).map((user) => (
          <button
            type="submit"
            name="person"
            value={user.id}
            aria-pressed={user.id === person.id ? 'true' : 'false'}
            aria-label={`${user.realName}, ${rankOf(user)}`}
          >
            <Avatar user={user} size="m" />
            <span aria-hidden="true">
              {user.realName.split(' ')[0]}
              <small>{rankOf(user)}</small>
            </span>
          </button>
        ))}
      </fieldset>
    </Form>
  );
}
