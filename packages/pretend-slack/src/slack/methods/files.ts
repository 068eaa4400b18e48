import { neededText } from '../arguments.ts';
import { fileObject } from '../files.ts';
import type { Json } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/** https://docs.slack.dev/reference/methods/files.info */
export function fileInfo(world: World, args: Json): ApiAnswer {
  const id = neededText(args, 'file');
  const file = world.state.files.find((one) => one.id === id);
  return file
    ? { ok: true, file: fileObject(world, file), comments: [] }
    : failed('file_not_found');
}
