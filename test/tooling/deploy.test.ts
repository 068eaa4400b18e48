import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Environment } from '../../src/environment.ts';
import { root } from '../support/source-files.ts';

const variables = new Set(Object.keys(Environment.shape));
const unit = readFileSync(join(root, 'deploy', 'slack-invitations.service'), 'utf8');

describe('compose.yml', () => {
  const { services, volumes } = parse(readFileSync(join(root, 'compose.yml'), 'utf8')) as Compose;
  const { app, database } = services;

  it('sets variables that there are', () => {
    const names = Object.keys(app?.environment ?? {});

    expect(names).toContain('DATABASE_URL');
    expect(names.filter((name) => !variables.has(name))).toEqual([]);
  });

  it('gives the app the database that it starts beside it', () => {
    const { POSTGRES_USER: user, POSTGRES_DB: name } = database?.environment ?? {};
    const url = String(app?.environment?.DATABASE_URL).replace(/\$\{[^}]*\}/, 'secret');

    expect(new URL(url)).toMatchObject({
      username: user,
      password: 'secret',
      host: 'database:5432',
      pathname: `/${name}`,
    });
    expect(app?.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(database?.healthcheck?.test).toContain(`--username=${user}`);
    expect(Object.keys(volumes)).toEqual(['database']);
  });

  it('is reached on this machine only, at the port where the app listens', () => {
    expect(app?.ports).toEqual([`127.0.0.1:3000:${app?.environment?.PORT}`]);
    expect(database?.ports).toBeUndefined();
  });
});

describe('the systemd unit', () => {
  const settings = [...unit.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => ({ name, value }));
  const valuesOf = (wanted: string) =>
    settings.filter(({ name }) => name === wanted).map(({ value }) => value);

  it('starts what the build makes, where the project lies', () => {
    const [folder] = valuesOf('WorkingDirectory');

    expect(valuesOf('ExecStart')).toEqual([`/usr/bin/node ${folder}/dist/main.js`]);
    expect(existsSync(join(root, 'src', 'main.ts'))).toBe(true);
  });

  it('sets variables that there are, and lets the app write where they say', () => {
    const set = valuesOf('Environment').map((each) => each?.split('=') ?? []);
    const own = set.filter(([name]) => name !== 'NODE_ENV');

    expect(own).toEqual([['DATA_DIR', `/var/lib/${valuesOf('StateDirectory')[0]}`]]);
    expect(variables.has('DATA_DIR')).toBe(true);
  });
});

describe.each(['nginx.conf', 'Caddyfile'])('deploy/%s', (name) => {
  const text = readFileSync(join(root, 'deploy', name), 'utf8');

  it('leads to the port where the app listens, and names variables that there are', () => {
    expect(text).toContain('127.0.0.1:3000');
    const named = [...text.matchAll(/\b([A-Z]+_[A-Z_]+)=/g)].map(([, variable]) => variable ?? '');
    expect(named.sort()).toEqual(['PUBLIC_URL', 'TRUST_PROXY']);
    expect(named.filter((variable) => !variables.has(variable))).toEqual([]);
  });
});

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
}

interface Service {
  readonly environment?: Record<string, string | number>;
  readonly ports?: string[];
  readonly depends_on?: unknown;
  readonly healthcheck?: { readonly test: string[] };
}
