import type { KnownBlock, ModalView } from '@slack/types';
import { roleField } from '../../members/slack/role-field.ts';
import {
  actions,
  button,
  context,
  mrkdwn,
  plain,
  quoteBlock,
  section,
} from '../../shared/blocks.ts';
import type { RequestId } from '../../shared/ids.ts';
import { cut, escapeMrkdwn } from '../../shared/mrkdwn.ts';
import type { SlackNote } from '../../shared/slack-note.ts';
import type { AskedRequest, Asker, Request } from '../rules.ts';
import {
  aboutText,
  answeredText,
  endedText,
  firstShownText,
  invitedBeforeText,
  requestText,
  requestTexts,
  whyText,
} from '../texts.ts';

export const approveButton = 'requests.approve';
export const approveAsButton = 'requests.approve_as';
export const denyButton = 'requests.deny';
/** Opens the dialog with the open requests, from Home. */
export const reviewButton = 'requests.review';
export const approveCallback = 'requests.approve_modal';
export const denyCallback = 'requests.deny_modal';
export const roleBlock = 'role';
export const roleInput = 'requests.role';
export const reasonBlock = 'reason';
export const reasonInput = 'requests.reason';

/** A name or an address may be long, and stands in a sentence beside others. */
const maxShown = 100;
/** So many of those who ask are named. */
const maxAskers = 5;

/** A request as admins are told of it: with its buttons while it is open, and how it ended from then on. */
export function requestNote(
  { request, askers }: AskedRequest,
  { isReminder = false } = {},
): SlackNote {
  const said = whoAsks({ request, askers });
  const reminder = isReminder ? [section(plain(requestTexts.reminder))] : [];
  return {
    text: escapeMrkdwn(isReminder ? `${requestTexts.reminder} ${said}` : said),
    blocks: [...reminder, ...requestBlocks({ request, askers })],
  };
}

/** Who asks for whom, why, and what can be done or was. */
function requestBlocks({ request, askers }: AskedRequest): KnownBlock[] {
  const ended = endedText(request);
  const named = shownAskers(askers);
  return [
    section(plain(whoAsks({ request, askers }))),
    ...named.flatMap((asker) => reasonBlocks(asker, named.length > 1)),
    ...(ended
      ? [context(mrkdwn(ended)), ...denialBlocks(request)]
      : [
          context(...named.map((asker) => plain(invitedBeforeText(asker)))),
          decideButtons(request),
        ]),
  ];
}

function reasonBlocks({ name, why }: Asker, isOneOfSeveral: boolean): KnownBlock[] {
  if (why === undefined) return [];
  return [...(isOneOfSeveral ? [context(plain(whyText(name)))] : []), quoteBlock(why)];
}

/** Why it was denied; below who did it, so that nobody takes it for the words of whoever asks. */
function denialBlocks({ state, reason }: Request): KnownBlock[] {
  return state === 'denied' && reason ? [quoteBlock(reason)] : [];
}

function decideButtons({ id: value, email }: Request): KnownBlock {
  const spoken = (label: string) => aboutText(label, email);
  const { approve, approveAs, deny } = requestTexts;
  return actions(
    `request_${value}`,
    button(approveButton, approve, { value, style: 'primary', spoken: spoken(approve) }),
    button(approveAsButton, approveAs, { value, spoken: spoken(approveAs) }),
    button(denyButton, deny, { value, spoken: spoken(deny) }),
  );
}

/** Who asks for whom, with how many more than are named. */
function whoAsks({ request, askers }: AskedRequest): string {
  const named = shownAskers(askers);
  return requestText(named, shown(request.email), countedAskers(askers).length - named.length);
}

function shownAskers(askers: readonly Asker[]): Asker[] {
  const first = countedAskers(askers).slice(0, maxAskers);
  return first.map((asker) => ({ ...asker, name: shown(asker.name) }));
}

/** Whoever has gone asks no more, unless nobody else does. */
function countedAskers(askers: readonly Asker[]): readonly Asker[] {
  const here = askers.filter(({ isGone }) => !isGone);
  return here.length > 0 ? here : askers;
}

function shown(text: string): string {
  return cut(text, maxShown);
}

/** The message to whoever asked, when the request has ended. */
export function answeredDm(request: Request): SlackNote {
  const text = answeredText({ ...request, email: shown(request.email) });
  return {
    text: escapeMrkdwn(text),
    blocks: [section(plain(text)), ...denialBlocks(request)],
  };
}

/** Each takes up to fourteen blocks, and Slack takes 100. */
export const maxReviewed = 7;

/** The open requests; `notice` says what came of the last press. */
export function reviewModal(requests: readonly AskedRequest[], notice?: string): ModalView {
  const first = requests.slice(0, maxReviewed);
  const isMore = requests.length > first.length;
  return {
    type: 'modal',
    title: plain(requestTexts.reviewTitle),
    close: plain(requestTexts.close),
    blocks: [
      ...(notice === undefined ? [] : [section(plain(notice))]),
      ...(first.length === 0 ? [section(plain(requestTexts.noneOpen))] : []),
      ...first.flatMap((each, index): KnownBlock[] => [
        ...(index > 0 ? [{ type: 'divider' } as const] : []),
        ...requestBlocks(each),
      ]),
      ...(isMore ? [context(plain(firstShownText(first.length)))] : []),
    ],
  };
}

/** Asks with which role to let them in. */
export function approveModal({ request }: AskedRequest): ModalView {
  return decideModal(request.id, {
    callbackId: approveCallback,
    title: requestTexts.approveAsTitle,
    submit: requestTexts.approve,
    blocks: [section(plain(shown(request.email))), roleField(roleBlock, roleInput, 'member')],
  });
}

/** Asks why not. */
export function denyModal({ request, askers }: AskedRequest): ModalView {
  return decideModal(request.id, {
    callbackId: denyCallback,
    title: requestTexts.denyTitle,
    submit: requestTexts.denySubmit,
    blocks: [
      section(plain(whoAsks({ request, askers }))),
      {
        type: 'input',
        block_id: reasonBlock,
        optional: true,
        label: plain(requestTexts.reason.label),
        hint: plain(requestTexts.reason.hint),
        element: {
          type: 'plain_text_input',
          action_id: reasonInput,
          multiline: true,
          max_length: 300,
          placeholder: plain(requestTexts.reason.placeholder),
        },
      },
    ],
  });
}

function decideModal(
  id: RequestId,
  modal: { callbackId: string; title: string; submit: string; blocks: KnownBlock[] },
): ModalView {
  return {
    type: 'modal',
    callback_id: modal.callbackId,
    private_metadata: JSON.stringify({ id }),
    title: plain(modal.title),
    submit: plain(modal.submit),
    close: plain(requestTexts.cancel),
    blocks: modal.blocks,
  };
}
