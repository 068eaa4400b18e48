import { MailPage } from '../mail-pages.tsx';
import type { Sandbox } from '../sandbox.ts';
import { tick } from '../tour.ts';
import { lookOf, type SandboxWeb, show } from '../web.ts';

/** The mailbox: every letter, and each as its reader sees it. */
export function mailRoutes(web: SandboxWeb, sandbox: Sandbox): void {
  const { memory } = sandbox;
  const letterAt = (number: string) =>
    sandbox.mailbox.letters.find((letter) => String(letter.number) === number);

  web.get('/sandbox/mail', (c) => show(c, <MailPage look={lookOf(c, sandbox, '/sandbox/mail')} />));
  web.get('/sandbox/mail/:number', (c) => {
    const letter = letterAt(c.req.param('number'));
    if (!letter) return c.redirect('/sandbox/mail', 303);
    const { id } = c.get('person');
    const opened = memory.opened[id] ?? [];
    if (!opened.includes(letter.number)) {
      memory.opened[id] = [...opened, letter.number];
      tick(sandbox, { kind: 'letter-opened' });
      sandbox.changed();
    }
    const asked = c.req.query('part');
    const part = asked === 'text' || asked === 'headers' ? asked : 'html';
    return show(
      c,
      <MailPage look={lookOf(c, sandbox, '/sandbox/mail')} letter={letter} part={part} />,
    );
  });
  web.get('/sandbox/mail/:number/html', (c) => {
    const html = letterAt(c.req.param('number'))?.parsed.html;
    if (!html) return c.notFound();
    // Other people's HTML: it may look as it likes, but do nothing, fetch nothing, and its links open
    // beside the sandbox.
    const policy = [
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      'img-src data:',
      "frame-ancestors 'self'",
      'sandbox allow-popups allow-popups-to-escape-sandbox',
    ].join('; ');
    return c.html(withBase(html), 200, { 'Content-Security-Policy': policy });
  });
}

function withBase(html: string): string {
  const base = '<base target="_blank">';
  return /<head[^>]*>/i.test(html)
    ? html.replace(/<head[^>]*>/i, (head) => head + base)
    : base + html;
}
