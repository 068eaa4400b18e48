/**
 * Slack's own commands, which no app may claim. Slack publishes no list: these are on its help page, or were seen to
 * be refused.
 */
const builtInCommands: ReadonlySet<string> = new Set(
  [
    'archive away call close collapse dm dnd expand feed invite join kick leave me msg mute open pro remind remove',
    'rename search shortcuts shrug status topic who',
  ].flatMap((names) => names.split(' ').map((name) => `/${name}`)),
);

/** What Slack says against a manifest. https://docs.slack.dev/reference/methods/apps.manifest.validate */
export interface ManifestError {
  readonly code: string;
  readonly message: string;
  /** Where in the manifest, as a JSON pointer. */
  readonly pointer: string;
}

/** Thrown for a manifest that Slack refuses; `data` is its answer. */
export class InvalidManifest extends Error {
  override readonly name = 'InvalidManifest';
  readonly data: {
    readonly ok: false;
    readonly error: 'invalid_manifest';
    readonly errors: readonly ManifestError[];
  };

  constructor(errors: readonly ManifestError[], why: string) {
    super(`invalid_manifest: ${why}`);
    this.data = { ok: false, error: 'invalid_manifest', errors };
  }
}

/** Those of the commands that Slack has itself, save the ones that it is said to allow here. */
export function builtInsAmong(
  commands: readonly string[],
  allowedCommands: readonly string[] = [],
): string[] {
  return commands.filter((name) => builtInCommands.has(name) && !allowedCommands.includes(name));
}

/** What Slack says of the commands when one of them is its own: about all of them, and not which. */
export const invalidCommandName: ManifestError = {
  code: 'invalid_name',
  message: 'The slash command has an invalid name',
  pointer: '/features/slash_commands',
};
