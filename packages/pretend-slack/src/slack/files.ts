import { type Json, newId, type PretendFile } from './state.ts';
import type { World } from './world.ts';

/** A file on somebody's machine. */
export interface ChosenFile {
  readonly name: string;
  /** A string stands for its text in UTF-8. */
  readonly bytes: Uint8Array | string;
  /** By the ending of its name when left out. */
  readonly mimetype?: string;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/file-input-element */
const maxFileBytes = 10 * 1024 * 1024;
const usualMaxFiles = 10;

const mimetypes: Record<string, string> = {
  csv: 'text/csv',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What Slack calls some types of files otherwise than their names end. https://docs.slack.dev/reference/objects/file-object */
const filetypes: Record<string, string> = { jpeg: 'jpg', md: 'markdown', txt: 'text' };

function endingOf(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether a value that is typed is a file. */
export function isChosenFile(value: unknown): value is ChosenFile {
  return typeof value === 'object' && value !== null && 'name' in value && 'bytes' in value;
}

/**
 * What a file input holds of a file: one that is just chosen, or the id of one that this person chose before.
 * Slack's client uploads a file as soon as it is chosen, unless it is too large. Throws when there is none with the id.
 */
export function fileHeld(world: World, user: string, choice: unknown): Json {
  if (isChosenFile(choice)) return fileObject(world, upload(world, user, choice));
  const file = world.state.files.find((one) => one.id === choice && one.user === user);
  if (!file) throw new Error(`${user} has no file ${String(choice)} to choose`);
  return fileObject(world, file);
}

function upload(world: World, user: string, { name, bytes, mimetype }: ChosenFile): PretendFile {
  const content = Buffer.from(bytes);
  const file = {
    id: newId('F'),
    user,
    name,
    mimetype: mimetype || (mimetypes[endingOf(name)] ?? 'application/octet-stream'),
    size: content.length,
    created: Math.floor(world.now() / 1000),
    content: content.toString('base64'),
  };
  if (file.size <= maxFileBytes) world.state.files.push(file);
  return file;
}

/** A file object. https://docs.slack.dev/reference/objects/file-object */
export function fileObject(world: World, file: PretendFile): Json {
  const { team } = world.state;
  const { id, name, user, created, mimetype, size } = file;
  const ending = endingOf(name);
  const filetype = filetypes[ending] ?? (ending || 'binary');
  const address = `${world.address}/files-pri/${team.id}-${id}`;
  const path = encodeURIComponent(name);
  return {
    id,
    created,
    timestamp: created,
    name,
    title: name,
    mimetype,
    filetype,
    pretty_type: filetype.toUpperCase(),
    user,
    user_team: team.id,
    editable: false,
    size,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${address}/${path}`,
    url_private_download: `${address}/download/${path}`,
    permalink: `https://${team.domain}.slack.com/files/${user}/${id}/${path}`,
    channels: [],
    groups: [],
    ims: [],
    comments_count: 0,
    has_rich_preview: false,
    file_access: 'visible',
  };
}

/**
 * What Slack's client says about the files in a file input; nothing when they can be sent. It lets other `filetypes`
 * through: Slack leaves it to the app to look at what it gets.
 */
export function filesProblem(element: Json, files: readonly Json[]): string | undefined {
  const most = Number(element.max_files ?? usualMaxFiles);
  if (files.length > most) return `Choose no more than ${most === 1 ? '1 file' : `${most} files`}.`;
  const large = files.find(({ size }) => Number(size) > maxFileBytes);
  return large && `${String(large.name)} is larger than 10 MB.`;
}
