import { done, type Outcome } from '../../shared/outcome.ts';
import { readListFile } from '../list-file.ts';
import type { ListFileProblem } from '../list-file-rules.ts';
import { type NewRow, rowOf } from '../rules.ts';

/** The rows of a file. Refused with what is wrong when nobody can tell who is meant. */
export function readFile(bytes: Uint8Array): Outcome<NewRow[], ListFileProblem> {
  const list = readListFile(bytes);
  return list.ok ? done(list.value.rows.map(rowOf)) : list;
}
