import { describe, expect, it } from 'vitest';
import { pressValue, readPress } from '../../src/page/blocks/names.ts';
import { draw, drawAction } from '../support/surface.tsx';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const options = [option('one'), option('two')];
const confirm = {
  title: plain('Really?'),
  text: plain('It can’t be undone.'),
  confirm: plain('Yes, do'),
  deny: plain('No'),
};

describe('the names in forms', () => {
  it.each([
    ['block', 'action', undefined],
    ['a/b', 'c/d', 'e/f'],
    ['100%', 'ü ?&=', ''],
  ])('carry any ids: %s, %s, %s', (blockId, actionId, value) => {
    const read = readPress(pressValue({ blockId, actionId }, value));
    expect(read).toEqual({ blockId, actionId, ...(value !== undefined && { value }) });
  });

  it.each(['', 'alone', '%E0%A4%A/x'])('are not read out of %j', (text) => {
    expect(readPress(text)).toBeUndefined();
  });
});

describe('elements that are pressed', () => {
  it('draws a button that sends its value', () => {
    const html = drawAction({ type: 'button', text: plain('Go'), value: 'v 1', style: 'primary' });
    expect(html).toContain(
      '<button type="submit" class="btn btn-primary" name="press" value="b/a/v%201">Go</button>',
    );
  });

  it('asks before it sends, where the app wants that', () => {
    const html = drawAction({ type: 'button', text: plain('Remove'), value: 'm', confirm });
    expect(html).toMatch(/<button type="button" class="btn" popovertarget="([^"]+)">Remove</);
    expect(html).toContain('<dialog popover="auto"');
    expect(html).toMatch(/name="press" value="b\/a\/m">Yes, do</);
    expect(html.match(/name="press"/g)).toHaveLength(1);
  });

  it('draws a button with an address as a link that is told to the app', () => {
    const html = drawAction({ type: 'button', text: plain('Open'), url: 'https://example.com/' });
    expect(html).toMatch(/<a class="btn" href="https:\/\/example.com\/" target="_blank"/);
    expect(html).toContain('data-press="b/a"');
  });

  it('never follows an address that is none of the web', () => {
    const html = drawAction({ type: 'button', text: plain('Open'), url: 'javascript:alert(1)' });
    expect(html).not.toContain('javascript:');
  });

  it('draws an overflow menu with a button for each option', () => {
    const html = drawAction({ type: 'overflow', options });
    expect(html).toContain('aria-label="More actions"');
    expect(html).toMatch(/name="press" value="b\/a\/one">Option one</);
    expect(html).toMatch(/name="press" value="b\/a\/two">Option two</);
  });

  it('asks for each option of an overflow menu with a question', () => {
    const html = drawAction({ type: 'overflow', options, confirm });
    expect(html.match(/<dialog popover/g)).toHaveLength(2);
    expect(html).toMatch(/name="press" value="b\/a\/two">Yes, do</);
  });

  it('draws feedback and icon buttons', () => {
    const block = {
      type: 'context_actions',
      block_id: 'b',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'a',
          positive_button: { text: plain('Good'), value: 'up' },
          negative_button: { text: plain('Bad'), value: 'down' },
        },
        { type: 'icon_button', action_id: 'i', icon: 'trash', text: plain('Delete'), value: 'x' },
      ],
    };
    const html = draw([block]);
    expect(html).toContain('value="b/a/up"');
    expect(html).toContain('value="b/a/down"');
    expect(html).toMatch(/aria-label="Delete"[^>]*name="press" value="b\/i\/x"/);
  });

  it('hides an icon button from those who are not to see it', () => {
    const icon = { type: 'icon_button', action_id: 'i', icon: 'trash', text: plain('Delete') };
    const block = (seenBy: string[]) => ({
      type: 'context_actions',
      elements: [{ ...icon, visible_to_user_ids: seenBy }],
    });
    expect(draw([block(['U0OLGA'])])).not.toContain('Delete');
    expect(draw([block(['U0MIA'])])).toContain('Delete');
  });
});

describe('blocks', () => {
  it('draws every kind that an app may show', () => {
    const html = draw([
      { type: 'header', text: plain('A header') },
      { type: 'divider' },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*Bold* words' },
        fields: [plain('Field one')],
        accessory: { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A face' },
      },
      { type: 'context', elements: [plain('Small print')] },
      { type: 'image', image_url: 'https://example.com/b.png', alt_text: 'A hill' },
      { type: 'alert', level: 'warning', text: plain('Careful') },
      { type: 'markdown', text: '# Marked down' },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'strong', style: { bold: true } },
              { type: 'user', user_id: 'U0OLGA' },
              { type: 'link', url: 'https://example.com/', text: 'there' },
            ],
          },
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'item' }] }],
          },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'to copy' }] },
        ],
      },
    ]);
    for (const text of [
      '<h3 class="block header">A header</h3>',
      '<hr class="block"/>',
      '<strong>Bold</strong> words',
      'Field one',
      'alt="A face"',
      'Small print',
      'alt="A hill"',
      'Careful',
      '# Marked down',
      '<strong><span class="plain">strong</span></strong>',
      '@Olga Owner',
      'href="https://example.com/"',
      '<li><span class="plain">item</span></li>',
      '<pre class="code-block"><span class="plain">to copy</span></pre>',
    ]) {
      expect(html).toContain(text);
    }
  });

  it('names what it can’t show, so that nothing is missed', () => {
    expect(draw([{ type: 'carousel', block_id: 'b' }])).toContain('can’t show carousel blocks');
    expect(drawAction({ type: 'workflow_button' })).toContain(
      'can’t show workflow_button elements',
    );
  });

  it('escapes hostile text wherever an app may put it', () => {
    const evil = '"><script>alert(1)</script>';
    const html = draw(
      [
        { type: 'header', block_id: evil, text: plain(evil) },
        { type: 'section', text: { type: 'mrkdwn', text: evil } },
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: evil, value: evil, text: plain(evil) }],
        },
        { type: 'image', image_url: `https://x/${evil}`, alt_text: evil },
        {
          type: 'input',
          block_id: evil,
          label: plain(evil),
          hint: plain(evil),
          element: {
            type: 'static_select',
            action_id: evil,
            placeholder: plain(evil),
            options: [{ text: plain(evil), value: evil, description: plain(evil) }],
          },
        },
        {
          type: 'input',
          block_id: 'text',
          label: plain(evil),
          element: { type: 'plain_text_input', action_id: 'a', initial_value: evil },
        },
      ],
      { errors: { [evil]: evil } },
    );
    expect(html).not.toContain('<script');
  });
});
