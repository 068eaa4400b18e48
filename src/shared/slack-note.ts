import type { KnownBlock } from '@slack/types';

/** A direct message that is ready to be sent. `text` is what notifications and screen readers get. */
export interface SlackNote {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}
