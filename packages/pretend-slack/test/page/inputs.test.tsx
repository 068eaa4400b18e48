import { describe, expect, it } from 'vitest';
import { inputName } from '../../src/page/blocks/names.ts';
import { drawAction, drawInput } from '../support/surface.tsx';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const options = [option('one'), option('two')];
const confirm = {
  title: plain('Really?'),
  text: plain('It can’t be undone.'),
  confirm: plain('Yes, do'),
  deny: plain('No'),
};
const field = inputName({ blockId: 'b', actionId: 'a' });

describe('inputs', () => {
  it.each([
    ['plain_text_input', 'type="text"'],
    ['email_text_input', 'type="email"'],
    ['url_text_input', 'type="url"'],
    ['number_input', 'inputmode="decimal"'],
  ])('draws %s with what it holds', (type, kind) => {
    const html = drawInput({ type, initial_value: '7', placeholder: plain('Type here') });
    const [input] = /<input [^>]*>/.exec(html) ?? [];
    expect(input).toContain(`name="${field}"`);
    expect(input).toContain(kind);
    expect(input).toContain('value="7"');
    expect(input).toContain('placeholder="Type here"');
    const [, id] = /id="([^"]+)"/.exec(input ?? '') ?? [];
    expect(html).toContain(`<label for="${id}">The label</label>`);
  });

  it('draws a text of several lines', () => {
    const html = drawInput({ type: 'plain_text_input', multiline: true, initial_value: 'a\nb' });
    expect(html).toMatch(new RegExp(`<textarea [^>]*name="${field}"[^>]*>a\nb</textarea>`));
  });

  it.each([
    ['datepicker', { initial_date: '2026-12-24' }, 'type="date"', '2026-12-24'],
    ['timepicker', { initial_time: '18:30' }, 'type="time"', '18:30'],
  ])('draws a %s', (type, more, kind, value) => {
    const html = drawInput({ type, ...more });
    expect(html).toContain(kind);
    expect(html).toContain(`name="${field}" value="${value}"`);
  });

  it.each([
    ['radio_buttons', 'radio', { initial_option: options[1] }],
    ['checkboxes', 'checkbox', { initial_options: [options[1]] }],
  ])('draws %s with the chosen one checked', (type, kind, more) => {
    const html = drawInput({ type, options, ...more });
    expect(html).toContain('<legend>The label</legend>');
    const inputs = html.match(new RegExp(`<input [^>]*type="${kind}"[^>]*>`, 'g')) ?? [];
    expect(inputs).toHaveLength(2);
    expect(inputs.every((input) => input.includes(`name="${field}"`))).toBe(true);
    expect(inputs.map((input) => input.includes('checked'))).toEqual([false, true]);
  });

  it('says hint and problem at the field', () => {
    const html = drawInput(
      { type: 'email_text_input' },
      { hint: plain('As in your mail'), optional: true },
      { errors: { b: 'This is no address.' } },
    );
    expect(html).toMatch(/<p class="problem" id="([^"]+)" role="alert">This is no address.</);
    expect(html).toContain('As in your mail');
    expect(html).toContain('(optional)');
    expect(html).toMatch(/aria-describedby="\S+\.problem \S+\.hint" aria-invalid="true"/);
  });
});

describe('select menus', () => {
  it('draws a static one with its groups', () => {
    const option_groups = [
      { label: plain('First'), options: [option('one')] },
      { label: plain('Second'), options: [option('two')] },
    ];
    const html = drawInput({ type: 'static_select', option_groups, initial_option: option('two') });
    expect(html).toContain(`name="${field}"`);
    expect(html).toContain('<optgroup label="First"><option value="one">Option one</option>');
    expect(html).toContain('<option value="two" selected="">Option two</option>');
  });

  it.each([
    ['users_select', { initial_user: 'U0OLGA' }, 'U0OLGA', 'Olga Owner'],
    ['channels_select', { initial_channel: 'C0RANDOM' }, 'C0RANDOM', '#random'],
    ['conversations_select', { initial_conversation: 'C0SECRET' }, 'C0SECRET', '#launch-plans'],
  ])('draws %s with whom and what there is', (type, more, id, name) => {
    const html = drawInput({ type, ...more });
    expect(html).toContain(`<option value="${id}" selected="">${name}</option>`);
    expect(html).not.toContain('USLACKBOT');
  });

  it('offers only public channels in a channel select', () => {
    expect(drawInput({ type: 'channels_select' })).not.toContain('launch-plans');
  });

  it('offers people to write to in a conversation select, where its filter lets them', () => {
    const type = 'multi_conversations_select';
    expect(drawInput({ type })).toContain('Olga Owner');
    expect(drawInput({ type, filter: { include: ['public'] } })).not.toContain('Olga Owner');
    const bot = 'value="U0APP"';
    expect(drawInput({ type })).toContain(bot);
    expect(drawInput({ type, filter: { exclude_bot_users: true } })).not.toContain(bot);
  });

  it.each([
    ['multi_static_select', { options, initial_options: [options[0]] }, 'one'],
    ['multi_users_select', { initial_users: ['U0ADAM'] }, 'U0ADAM'],
    ['multi_channels_select', { initial_channels: ['C0GENERAL'] }, 'C0GENERAL'],
    ['multi_conversations_select', { initial_conversations: ['C0GENERAL'] }, 'C0GENERAL'],
    ['multi_external_select', { initial_options: [options[0]] }, 'one'],
  ])('draws %s as a list to tick', (type, more, chosen) => {
    const html = drawInput({ type, ...more });
    const checked = html.match(/<input [^>]*checked=""[^>]*>/g) ?? [];
    expect(checked).toHaveLength(1);
    expect(checked[0]).toContain('type="checkbox"');
    expect(checked[0]).toContain(`name="${field}" value="${chosen}"`);
    expect(html).toContain('type="search"');
  });

  it('draws an external one with a field to search in, and what was found', () => {
    const found = { query: 'op', options };
    const html = drawInput(
      { type: 'external_select', min_query_length: 2 },
      {},
      { found: () => found },
    );
    expect(html).toContain('name="q/b/a" value="op"');
    expect(html).toContain('name="find" value="b/a"');
    expect(html).toContain('data-min="2"');
    expect(html).toMatch(/type="radio" name="in\/b\/a" value="two"/);
  });
});

describe('choices that are told at once', () => {
  it.each([
    ['static_select', { options }],
    ['users_select', {}],
    ['radio_buttons', { options }],
    ['checkboxes', { options }],
    ['datepicker', {}],
    ['multi_users_select', {}],
  ])('marks %s for the script, and gives a button without one', (type, more) => {
    const html = drawAction({ type, ...more });
    expect(html).toContain('data-dispatch="b/a"');
    expect(html).toMatch(/<noscript><button type="submit"[^>]*name="press" value="b\/a">Choose/);
    expect(drawInput({ type, ...more })).not.toContain('data-dispatch');
  });

  it('asks before, where the app wants that', () => {
    const html = drawAction({ type: 'static_select', options, confirm });
    const [, id] = /data-confirm="([^"]+)"/.exec(html) ?? [];
    expect(html).toContain(`<dialog popover="auto" id="${id}"`);
    expect(html).toContain(`popovertarget="${id}"`);
  });

  it('tells Enter in an input that dispatches', () => {
    const html = drawInput({ type: 'plain_text_input' }, { dispatch_action: true });
    expect(html).toContain('data-dispatch="b/a"');
  });
});
