import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import type { HomeView, ModalView } from '@slack/types';
import type { Manifest } from '../manifest.ts';
import { runCommand, useShortcut } from './acts/commands.ts';
import { sendAnyEvent } from './acts/events.ts';
import { openTab } from './acts/home.ts';
import { composeByPerson, postByPerson } from './acts/links.ts';
import { closeModal, submitModal } from './acts/modals.ts';
import { changePerson } from './acts/people.ts';
import { pressElement, suggestOptions } from './acts/press.ts';
import { uninstallApp } from './acts/uninstall.ts';
import { type Cast, newState } from './cast.ts';
import type { OpenView, PretendSlack } from './face.ts';
import { findMessage } from './messages.ts';
import { allowedScopes, leaveOut } from './permissions.ts';
import { newConfigTokens, newRegistry } from './registry.ts';
import { sendRequest } from './requests.ts';
import { answerSignIn, readSignIn } from './sign-in.ts';
import { createSocketMode } from './socket-mode.ts';
import { newId, type SlackState, type StoredView } from './state.ts';
import type { Tiers } from './tiers.ts';
import { homeOf, modalsOf } from './views.ts';
import { slackRoutes } from './web-api.ts';
import { type AppCredentials, untilChanged, type World } from './world.ts';

export type { PretendSlack } from './face.ts';

/** What the pretend Slack is started with. */
export interface PretendSlackOptions extends Cast {
  signingSecret: string;
  /** What the app declares (see `readManifest`), and is held to; without one it may do and hear everything. */
  manifest?: Manifest;
  /** The token of the app that is installed; when left out, it isn't installed yet. */
  botToken?: string;
  /** For OAuth and Socket Mode; nobody needs to know them otherwise. */
  credentials?: AppCredentials;
  /** Slack's own commands whose names a manifest may claim all the same; none when left out. */
  allowedCommands?: readonly string[];
  /** 0 (as when left out) takes a free one. */
  port?: number;
  /** Milliseconds; the real clock when left out. */
  now?: () => number;
  /** Links of these domains are told to the app; the manifest's when left out, without one localhost's. */
  unfurlDomains?: readonly string[];
  /** How long the app has to answer; Slack's 3 s when left out. */
  ackTimeoutMs?: number;
  /** How many calls are taken in a while (see `slackTiers`), the rest is answered 429; all when left out. */
  tiers?: Tiers;
  /** Goes on from here instead of a fresh team. */
  state?: SlackState;
}

const unknown: AppCredentials = {
  clientId: newId('client-'),
  clientSecret: newId('secret-'),
  appToken: newId('xapp-'),
};

function newWorld(options: PretendSlackOptions): World {
  const { botToken } = options;
  const world: World = {
    state: options.state ?? {
      ...newState(options, options.manifest),
      installed: botToken !== undefined,
    },
    now: options.now ?? Date.now,
    signingSecret: options.signingSecret,
    manifest: options.manifest,
    credentials: options.credentials ?? unknown,
    registry: newRegistry(options.allowedCommands),
    botTokens: new Set(botToken === undefined ? [] : [botToken]),
    grants: {
      codes: new Map(),
      signIns: new Map(),
      refreshTokens: new Set(),
      tokenLifeSeconds: null,
      leftOut: [],
    },
    sockets: createSocketMode(),
    teams: [],
    unfurlDomains: options.unfurlDomains ?? options.manifest?.unfurlDomains ?? ['localhost'],
    ackTimeoutMs: options.ackTimeoutMs ?? 3000,
    calls: [],
    refusals: [],
    requests: [],
    faults: [],
    bentIdTokens: [],
    tiers: options.tiers ?? {},
    recentCalls: new Map(),
    listeners: new Set(),
    address: '',
    appUrl: null,
  };
  world.teams.push(world);
  return world;
}

/** A team beside the others: it has its own people and records, and shares what Slack itself has. */
function addTeam(main: World, cast: Cast): World {
  const { address, appUrl, faults, bentIdTokens, grants, teams, unfurlDomains } = main;
  const { now, signingSecret, manifest, credentials, ackTimeoutMs, sockets, tiers } = main;
  const options = { ...cast, now, signingSecret, credentials, ackTimeoutMs, unfurlDomains, tiers };
  const { tokenLifeSeconds, leftOut } = grants;
  const team = newWorld({ ...options, ...(manifest && { manifest }) });
  const world = {
    ...team,
    address,
    appUrl,
    faults,
    bentIdTokens,
    sockets,
    teams,
    registry: main.registry,
    grants: { ...team.grants, tokenLifeSeconds, leftOut },
  };
  teams.push(world);
  return world;
}

function listen(world: World, port: number, stopping: AbortSignal): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const { fetch } = slackRoutes(world, stopping);
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) => {
      world.address = `http://127.0.0.1:${info.port}`;
      resolve(server);
    });
    world.sockets.attach(server);
    // A connection that is closed at the moment when the app uses it again looks like Slack being down.
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = 60_000;
    server.once('error', reject);
  });
}

function openView<Definition extends ModalView | HomeView>(view: StoredView): OpenView<Definition> {
  return {
    id: view.id,
    hash: view.hash,
    view: view.definition as Definition,
    errors: view.errors,
    state: view.values,
    trouble: view.trouble,
  };
}

function acts(world: World) {
  return {
    command: (act) => runCommand(world, act),
    shortcut: (act) => useShortcut(world, act),
    openHome: (user, tab = 'home') => openTab(world, user, tab),
    submit: (act) => submitModal(world, act),
    close: (act) => closeModal(world, act),
    press: (act) => pressElement(world, act),
    suggest: (act) => suggestOptions(world, act),
    changePerson: (user, change) => changePerson(world, user, change),
    event: (event, extra) => sendAnyEvent(world, event, extra),
    post: (act) => postByPerson(world, act),
    compose: (act) => composeByPerson(world, act),
    sendRaw: (request) => sendRequest(world, request),
    uninstall: () => uninstallApp(world),
    install: () => {
      world.state.installed = true;
    },
    allow: (user, enterprise) => {
      const code = newId('code-');
      const scopes = allowedScopes(world);
      world.grants.codes.set(code, { user, scopes, ...(enterprise && { enterprise }) });
      return code;
    },
    leaveOut: (scopes) => leaveOut(world, scopes),
    signIn: (user, authorizeUrl) => {
      const asked = readSignIn(world, new URL(authorizeUrl));
      if ('problems' in asked) throw new Error(asked.problems.join('; '));
      return answerSignIn(world, asked, user);
    },
    bendIdToken: (how) => void world.bentIdTokens.push(how),
    configTokens: () => {
      const { token, refreshToken } = newConfigTokens(world);
      return { token, refreshToken };
    },
    rotateTokens: (lifeSeconds) => {
      world.grants.tokenLifeSeconds = lifeSeconds;
    },
  } satisfies Partial<PretendSlack>;
}

function sights(world: World) {
  const { state } = world;
  return {
    modals: (user) => modalsOf(world, user).map((view) => openView<ModalView>(view)),
    modal: (user) =>
      modalsOf(world, user)
        .map((view) => openView<ModalView>(view))
        .at(-1),
    home: (user) => homeOf(world, user)?.definition as HomeView | undefined,
    openHomeView: (user) => {
      const view = homeOf(world, user);
      return view && openView<HomeView>(view);
    },
    messages: (channel) => state.messages.filter((one) => one.channel === channel),
    ephemerals: (user, channel) =>
      state.ephemerals.filter(
        (one) => one.user === user && (channel === undefined || one.channel === channel),
      ),
    dms: (user) => {
      const direct = state.channels.find((one) => one.isIm && one.members[0] === user);
      return state.messages.filter((one) => one.byApp && one.channel === direct?.id);
    },
    unfurls: (channel, ts) =>
      (channel === 'COMPOSER' ? state.compositions[ts] : findMessage(world, channel, ts))
        ?.unfurls ?? {},
  } satisfies Partial<PretendSlack>;
}

/** Starts a pretend Slack on 127.0.0.1. Connect it to an app before anybody acts; stop it at the end. */
export async function startPretendSlack(options: PretendSlackOptions): Promise<PretendSlack> {
  const world = newWorld(options);
  const stopping = new AbortController();
  // As many calls may hang as somebody likes.
  setMaxListeners(0, stopping.signal);
  const server = await listen(world, options.port ?? 0, stopping.signal);
  return faceOf(world, () => {
    stopping.abort();
    return closeServer(world, server);
  });
}

/** So long an answer that is on its way may take: an app that never gets it would try again. */
const lastAnswersMs = 500;

function closeServer({ sockets }: World, server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    sockets.disconnect('for good');
    const cut = setTimeout(() => {
      sockets.disconnect('abruptly');
      if ('closeAllConnections' in server) server.closeAllConnections();
    }, lastAnswersMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}

/** A team as its users see it. */
function faceOf(world: World, stop: () => Promise<void>): PretendSlack {
  return {
    apiUrl: `${world.address}/api/`,
    state: world.state,
    connect: (appUrl, unfurlDomains) => {
      world.unfurlDomains = unfurlDomains ?? world.unfurlDomains;
      world.appUrl = appUrl.replace(/\/+$/, '');
    },
    ...acts(world),
    ...sights(world),
    calls: world.calls,
    refusals: world.refusals,
    requests: world.requests,
    fail: (method, { times = 1, ...how }) => {
      world.faults.push({ method, ...how, left: times });
    },
    heal: () => {
      world.faults.splice(0);
    },
    on: (listener) => {
      world.listeners.add(listener);
      return () => world.listeners.delete(listener);
    },
    until: (probe, timeoutMs) => untilChanged(world, probe, timeoutMs),
    sockets: world.sockets,
    addTeam: (cast) => faceOf(addTeam(world, cast), stop),
    stop,
  };
}
