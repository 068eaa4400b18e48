import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { anyText, plainText, webAddress } from './texts.ts';

const value = z.string().min(1).max(75);
const description = plainText(75).optional();

/** An option of a select menu: its text is plain. https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const selectOption = z.strictObject({ text: plainText(75), value, description });

/** An option of radio buttons and checkboxes: its text may be mrkdwn. */
export const choiceOption = z.strictObject({ text: anyText(75), value, description });

/** An option of an overflow menu: the only one that may carry a URL. */
export const overflowOption = z.strictObject({
  text: plainText(75),
  value,
  description,
  url: webAddress.optional(),
});

/** A labelled group of select options. */
export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(selectOption).min(1).max(100),
});

interface Choices {
  options?: unknown[] | undefined;
  option_groups?: { options: unknown[] }[] | undefined;
  initial_option?: unknown;
  initial_options?: unknown[] | undefined;
}

/** Says what is wrong between options, groups and what is chosen at first; nothing when all fits. */
export function choiceProblems(element: Choices, mayGroup: boolean): [string, string][] {
  const problems: [string, string][] = [];
  if (mayGroup && (element.options === undefined) === (element.option_groups === undefined)) {
    problems.push(['options', 'must have exactly one of: options, option_groups']);
  }
  const offered = [
    ...(element.options ?? []),
    ...(element.option_groups ?? []).flatMap((group) => group.options),
  ];
  const first = element.initial_option === undefined ? [] : [element.initial_option];
  for (const option of first) {
    if (!offered.some((one) => isDeepStrictEqual(one, option))) {
      problems.push(['initial_option', 'must exactly match one of the options']);
    }
  }
  for (const option of element.initial_options ?? []) {
    if (!offered.some((one) => isDeepStrictEqual(one, option))) {
      problems.push(['initial_options', 'must exactly match one of the options']);
    }
  }
  return problems;
}
