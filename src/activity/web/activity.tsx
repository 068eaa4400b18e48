import type { Context, Hono } from 'hono';
import { reportFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { readForm } from '../../platform/web/form.ts';
import { rawExchange } from '../../platform/web/raw.ts';
import { showPage, statusPage } from '../../platform/web/server.tsx';
import { hasLeft, type SignedIn } from '../../sign-in/rules.ts';
import type { SignInWebDeps } from '../../sign-in/web/browser.ts';
import { requireSession } from '../../sign-in/web/require-session.tsx';
import { csvFileName } from '../csv-text.ts';
import {
  type ActivePerson,
  activePersonText,
  type DownloadRefusal,
  parseActivePerson,
} from '../rules.ts';
import { type Download, download, lookAtDownload } from '../use-cases/download.ts';
import { ActivityPage, NoActivityPage } from './pages.tsx';

/** What the page with the download works with. */
export interface ActivityWebDeps extends SignInWebDeps {
  readonly log: Logger;
}

/** Who did what, as a file for admins. */
export function activityRoutes(web: Hono, deps: ActivityWebDeps): void {
  web.get('/activity', requireSession(deps, { withQuery: true }), async (c) => {
    const person = parseActivePerson(c.req.query('person'));
    return await downloadPage(c, deps, c.var.signedIn, person);
  });
  web.post('/activity', requireSession(deps), async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const { member, workspace } = c.var.signedIn;
    if (hasLeft(workspace, deps)) return refusal(c, 'has_left');
    const typed = form.text('person');
    const person = parseActivePerson(typed);
    // Never everybody's in the place of somebody's.
    if (typed !== '' && !person) return statusPage(c, 400);
    const begun = await download(deps, member, person);
    return begun.ok ? fileOf(c, deps.log, begun.value) : refusal(c, begun.refusal);
  });
}

async function downloadPage(
  c: Context,
  deps: ActivityWebDeps,
  { member, workspace }: SignedIn,
  person: ActivePerson | undefined,
): Promise<Response> {
  if (hasLeft(workspace, deps)) return refusal(c, 'has_left');
  const looked = await lookAtDownload(deps, member, person);
  if (!looked.ok) return refusal(c, looked.refusal);
  const { name } = looked.value;
  const isGone = c.req.query('person') !== undefined && name === undefined;
  const of = person && name !== undefined ? { text: activePersonText(person), name } : undefined;
  const page = <ActivityPage workspaceName={workspace.name} person={of} isGone={isGone} />;
  return showPage(c, isGone ? 404 : 200, page);
}

function refusal(c: Context, why: DownloadRefusal): Response {
  return showPage(c, 403, <NoActivityPage refusal={why} />);
}

/** Sends the file while it is read; as fast as the browser takes it, and no further once it has gone. */
function fileOf(c: Context, log: Logger, { now, parts }: Download): Response {
  const { outgoing } = rawExchange(c);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await parts.next();
        if (outgoing.destroyed) return;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        // Nobody waits for it any more.
        if (outgoing.destroyed) return;
        reportFault(log, error, { at: 'web', route: '/activity' });
        // Too late for a page: the browser sees that the file isn't whole. An error of the stream would be printed again.
        outgoing.destroy();
      }
    },
    async cancel() {
      await parts.return();
    },
  });
  return c.body(stream, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${csvFileName(now)}"`,
    'Cache-Control': 'no-store',
  });
}
