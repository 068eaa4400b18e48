import { randomBytes } from 'node:crypto';
import { type Manifest, readManifest } from '../manifest.ts';
import { type Json, newId } from './state.ts';
import type { RegisteredApp, Registry, World } from './world.ts';

/** Tokens with which somebody makes and changes their apps. https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests */
export interface ConfigTokens {
  readonly token: string;
  readonly refreshToken: string;
}

/** A configuration token works for 12 hours. */
const configTokenMs = 12 * 3_600_000;

/** Nobody has made an app yet; the one that is there from the start hears of its events. */
export function newRegistry(allowedCommands: readonly string[] = []): Registry {
  return {
    apps: new Map(),
    configTokens: new Map(),
    refreshTokens: new Set(),
    allowedCommands,
    isEventsAddressVerified: true,
  };
}

/** A new pair of tokens; those that are there go on working. */
export function newConfigTokens({ registry, now }: World): ConfigTokens & { endsAt: number } {
  const token = `xoxe.xoxp-1-${newId('', 40)}`;
  const refreshToken = `xoxe-1-${newId('', 40)}`;
  const endsAt = now() + configTokenMs;
  registry.configTokens.set(token, endsAt);
  registry.refreshTokens.add(refreshToken);
  return { token, refreshToken, endsAt };
}

/** Makes an app; it is the one that acts in every team from then on, and isn't installed in any. */
export function registerApp(world: World, manifest: Json): RegisteredApp {
  const digits = (count: number) => String(randomBytes(6).readUIntBE(0, 6)).padStart(count, '0');
  const app: RegisteredApp = {
    id: newId('A'),
    signingSecret: randomBytes(16).toString('hex'),
    credentials: {
      clientId: `${digits(12)}.${digits(13)}`,
      clientSecret: randomBytes(16).toString('hex'),
      appToken: newId('xapp-1-'),
    },
    manifest,
  };
  world.registry.apps.set(app.id, app);
  world.registry.isEventsAddressVerified = eventsAddress(manifest) === undefined;
  for (const team of world.teams) {
    team.signingSecret = app.signingSecret;
    team.credentials = app.credentials;
    team.state.app.id = app.id;
    team.state.installed = false;
    team.botTokens.clear();
  }
  declare(world, manifest);
  return app;
}

/** From now on the app is held to this manifest; what a team allowed it stays as it is until it installs it anew. */
export function declare(world: World, source: Json): void {
  const manifest = readDeclared(world, source);
  for (const team of world.teams) {
    team.manifest = manifest;
    team.unfurlDomains = manifest.unfurlDomains;
    const { app, users } = team.state;
    app.name = manifest.name;
    const bot = users.find(({ id }) => id === app.botUserId);
    if (bot) Object.assign(bot, { name: manifest.botName, realName: manifest.name });
    if (!team.state.installed) team.state.scopes = [...manifest.scopes];
  }
}

/** Where Slack sends events, and has to be answered before; undefined when it sends them by Socket Mode or not at all. */
export function eventsAddress(manifest: Json): string | undefined {
  const { settings } = manifest as {
    settings?: { socket_mode_enabled?: boolean; event_subscriptions?: { request_url?: string } };
  };
  return settings?.socket_mode_enabled ? undefined : settings?.event_subscriptions?.request_url;
}

/** What the app declares, by a manifest that was checked. */
export function readDeclared({ registry }: World, source: Json): Manifest {
  const { allowedCommands } = registry;
  return readManifest(JSON.stringify(source), { allowedCommands });
}
