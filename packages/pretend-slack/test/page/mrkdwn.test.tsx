import { describe, expect, it } from 'vitest';
import { dateInWords } from '../../src/page/blocks/dates.ts';
import { Mrkdwn } from '../../src/page/blocks/mrkdwn.tsx';
import { surface, testNow } from '../support/surface.tsx';

function html(text: string, viewer = 'U0MIA'): string {
  return (<Mrkdwn text={text} at={surface({ viewer })} />).toString();
}

describe('mrkdwn', () => {
  it.each([
    ['*bold*', '<strong>bold</strong>'],
    ['_italic_', '<em>italic</em>'],
    ['~gone~', '<s>gone</s>'],
    ['`/invite`', '<code>/invite</code>'],
    ['*bold and _both_*', '<strong>bold and <em>both</em></strong>'],
    ['a\nb', 'a<br/>b'],
    ['&gt; said\nanswered', '<blockquote>said</blockquote>answered'],
    ['```\nconst a = 1;\n```', '<pre class="code-block">const a = 1;\n</pre>'],
    ['snake_case_word and 2*3*4', 'snake_case_word and 2*3*4'],
    ['* not bold *', '* not bold *'],
    ['`*as it is*`', '<code>*as it is*</code>'],
  ])('shows %j', (text, shown) => {
    expect(html(text)).toBe(shown);
  });

  it.each([
    ['<@U0OLGA>', '<span class="mention">@Olga Owner</span>'],
    ['<@U0MIA|old name>', '<span class="mention mention-me">@Mia Member</span>'],
    ['<#C0GENERAL>', '<span class="mention">#general</span>'],
    ['<!channel>', '<span class="mention mention-all">@channel</span>'],
    ['*<@U0OLGA>*', '<strong><span class="mention">@Olga Owner</span></strong>'],
  ])('names who is meant by %j', (text, shown) => {
    expect(html(text)).toBe(shown);
  });

  it('opens links beside the page', () => {
    expect(html('<https://example.com/a?b=1&amp;c=2|Read *this*>')).toBe(
      '<a href="https://example.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">Read *this*</a>',
    );
  });

  it('never makes a link of what is no web address', () => {
    expect(html('<javascript:alert(1)|Click>')).toBe('Click');
    expect(html('<data:text/html;base64,AAAA>')).not.toContain('href');
  });

  it.each([
    '<script>alert(1)</script>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<@U0OLGA|"><img src=x>',
    '*<img src=x onerror=alert(1)>*',
    '`<img src=x>`',
    '<https://example.com|<b>x</b>>',
    '<https://example.com/"onmouseover="alert(1)|x>',
  ])('never lets text become markup: %j', (text) => {
    const allowed = /<\/?(strong|em|s|code|a|span)( (class|href|target|rel)="[^"<>]*")*>/g;
    expect(html(text).replaceAll(allowed, '')).not.toMatch(/[<>]/);
  });

  it('tells dates in the zone of whoever reads', () => {
    const date = `<!date^${testNow / 1000}^{date_short_pretty} at {time}|fallback>`;
    expect(html(date, 'U0MIA')).toBe('<time>today at 10:00 AM</time>');
    expect(html(date, 'U0GUS')).toBe('<time>today at 7:00 PM</time>');
    expect(html('<!date^nonsense^{time}|ten o’clock>')).toBe('<time>ten o’clock</time>');
  });
});

describe('date words', () => {
  const reader = { zone: 'Europe/London', now: testNow };
  const week = testNow / 1000 + 7 * 86_400;
  it.each([
    ['{date_num}', '2026-11-29'],
    ['{date_slash}', '2026/11/29'],
    ['{date}', 'November 29th, 2026'],
    ['{date_short}', 'Nov 29, 2026'],
    ['{date_long}', 'Sunday, November 29th, 2026'],
    ['{date_pretty}', 'November 29th, 2026'],
    ['{time}', '10:00 AM'],
    ['{time_secs}', '10:00:00 AM'],
    ['{ago}', 'in 7 days'],
    ['{unknown} stays', '{unknown} stays'],
  ])('writes %s', (format, words) => {
    expect(dateInWords(week, format, reader)).toBe(words);
  });

  it('says today, yesterday and tomorrow by the day of the zone', () => {
    const late = { zone: 'Asia/Tokyo', now: Date.parse('2026-11-22T16:00:00Z') };
    const at = (moment: string) => dateInWords(Date.parse(moment) / 1000, '{date_pretty}', late);
    expect(at('2026-11-22T15:30:00Z')).toBe('today');
    expect(at('2026-11-22T14:30:00Z')).toBe('yesterday');
    expect(at('2026-11-23T15:30:00Z')).toBe('tomorrow');
  });
});
