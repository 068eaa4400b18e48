import type { FileRefusal } from '../shared/slack-file.ts';
import type { ListFileProblem } from './list-file-rules.ts';

/** Why nothing comes of a file, channel or group that somebody chose. */
export type SourceProblem =
  | ListFileProblem
  | { readonly why: Exclude<FileRefusal, 'too_large'> }
  | {
      readonly why: /** A private channel that the app isn't in, for one. */
        | 'channel_not_seen'
        /** Slack doesn't say who is there. */
        | 'people_no_answer'
        | 'too_many_people'
        /** Nobody but apps, and whoever left. */
        | 'nobody_there';
    };

/** So many people are asked about for one list: Slack answers about a hundred such questions in a minute. */
export const maxCrowd = 1000;
