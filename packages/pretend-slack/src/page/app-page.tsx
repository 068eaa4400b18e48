import type { HomeView } from '@slack/types';
import type { OpenView } from '../slack/face.ts';
import type { Channel } from '../slack/state.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './conversation.tsx';
import { Frame } from './frame.tsx';
import { Form, type Look } from './look.tsx';
import { MenuButton } from './menu-button.tsx';
import { Avatar } from './person.tsx';
import { placeName } from './places.ts';
import { saidIn } from './reading.ts';
import { surfaceOf } from './surfaces.ts';

function AppHead({ look, tab }: { look: Look; tab: 'home' | 'messages' }) {
  const { state } = look.sandbox.slack;
  const bot = state.users.find((user) => user.id === state.app.botUserId);
  return (
    <header class="place-head app-head">
      <MenuButton look={look} />
      {bot && <Avatar user={bot} size="s" />}
      <h1>{state.app.name}</h1>
      <nav aria-label={`Tabs of ${state.app.name}`}>
        <a href="/sandbox/app" aria-current={tab === 'home' ? 'page' : undefined}>
          Home
        </a>
        <a href="/sandbox/app/messages" aria-current={tab === 'messages' ? 'page' : undefined}>
          Messages
        </a>
      </nav>
    </header>
  );
}

/** The app's Home tab, as it published it for this person. */
export function HomePage({ look }: { look: Look }) {
  const home = look.sandbox.slack.openHomeView(look.person.id);
  return (
    <Frame look={look} title={`${look.sandbox.slack.state.app.name}: Home`}>
      <AppHead look={look} tab="home" />
      <div class="home">
        {home ? (
          <PublishedHome look={look} home={home} />
        ) : (
          <p class="soft waiting" role="status">
            {`${look.sandbox.slack.state.app.name} is getting your Home tab ready…`}
          </p>
        )}
      </div>
    </Frame>
  );
}

function PublishedHome({ look, home }: { look: Look; home: OpenView<HomeView> }) {
  const place = placeName({ kind: 'home', viewId: home.id });
  return (
    <Form look={look} action="/sandbox/act" class="home-blocks">
      <input type="hidden" name="place" value={place} />
      {/* Enter in a field must press nothing by chance. */}
      <button type="submit" disabled hidden />
      <Blocks blocks={home.view.blocks} at={surfaceOf(look, place, home)} />
    </Form>
  );
}

/** What the app wrote to this person directly. */
export function AppMessagesPage({ look, channel }: { look: Look; channel: Channel }) {
  const { app } = look.sandbox.slack.state;
  const said = saidIn(look.sandbox, look.person.id, channel.id);
  return (
    <Frame look={look} title={`${app.name}: Messages`}>
      <AppHead look={look} tab="messages" />
      <MessageList
        said={said.filter((one) => one.threadTs === undefined)}
        look={look}
        begin={
          <div class="beginning">
            <h2>{app.name}</h2>
            <p class="soft">{`Messages from ${app.name}, just for you.`}</p>
          </div>
        }
      />
      {look.sandbox.manifest.isReadOnly ? (
        <p class="read-only">{`You can’t reply to ${app.name}.`}</p>
      ) : (
        <Composer look={look} channel={channel} placeholder={`Message ${app.name}`} />
      )}
    </Frame>
  );
}
