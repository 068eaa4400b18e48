import type { Reply } from '../../slack/requests.ts';
import { holdingOf } from '../../slack/view-state.ts';
import { choiceOf } from '../blocks/choosing.ts';
import { queryName, readPress } from '../blocks/names.ts';
import { blocksAt, elementIn, type Place, placeName, readPlace, whereOf } from '../places.ts';
import type { Sandbox } from '../sandbox.ts';
import { untilSign } from '../signs.ts';
import { foundKey } from '../surfaces.ts';
import { typedAt, typedValues } from '../typed-forms.ts';
import { goBack, isScripted, type SandboxWeb } from '../web.ts';

const gone = 'That’s no longer there. It was just changed or closed.';
const unanswered = 'The app didn’t answer in time. In Slack, you’d see a warning sign here.';

interface Act {
  readonly sandbox: Sandbox;
  readonly user: string;
  readonly form: FormData;
  readonly place: Place;
  readonly blocks: readonly unknown[];
}

/** What people press, choose and send in the app's blocks. */
export function actRoutes(web: SandboxWeb, sandbox: Sandbox): void {
  const { slack, notices } = sandbox;

  web.post('/sandbox/act', async (c) => {
    const form = await c.req.formData();
    const { id: user } = c.get('person');
    notices.delete(user);
    const place = readPlace(String(form.get('place') ?? ''));
    const blocks = place && blocksAt(slack, user, place);
    if (!place || !blocks) {
      notices.set(user, gone);
      return goBack(c, form);
    }
    const act = { sandbox, user, form, place, blocks };
    if (isScripted(c)) await perform(act);
    else await untilSign(slack, user, () => perform(act));
    return goBack(c, form);
  });

  web.post('/sandbox/find', async (c) => {
    const form = await c.req.formData();
    const { id: user } = c.get('person');
    const place = readPlace(String(form.get('place') ?? ''));
    const blocks = place && blocksAt(slack, user, place);
    const name = readPress(String(form.get('find') ?? ''));
    if (!place || !blocks || !name) return c.json([]);
    const query = String(form.get(queryName(name)) ?? '');
    const where = { user, actionId: name.actionId, blockId: name.blockId, in: whereOf(place) };
    const options = await slack.suggest({ ...where, query }).catch(() => []);
    return c.json(options.map((option) => choiceOf(option)));
  });
}

async function perform(act: Act): Promise<void> {
  const { form, sandbox, user } = act;
  try {
    if (form.has('press')) await press(act);
    else if (form.has('find')) await find(act);
    else await finish(act);
  } catch {
    // The pretend Slack throws for what nobody could do there: the form was stale or forged.
    sandbox.notices.set(user, gone);
  }
}

async function press(act: Act): Promise<void> {
  const { sandbox, user, form, place, blocks } = act;
  const name = readPress(String(form.get('press')));
  const element = name && elementIn(blocks, name);
  if (!name || !element) throw new Error('nothing to press');
  const holding = holdingOf(element);
  const value = holding ? await typedAt(form, name, holding) : name.value;
  const reply = await sandbox.slack.press({
    user,
    blockId: name.blockId,
    actionId: name.actionId,
    ...(value !== undefined && { value }),
    in: whereOf(place),
    ...(await viewValues(act)),
  });
  warn(act, reply);
}

/** Without a script: asks the app, and the screen then shows what it offered. */
async function find(act: Act): Promise<void> {
  const { sandbox, user, form, place } = act;
  const name = readPress(String(form.get('find')));
  if (!name) return;
  const query = String(form.get(queryName(name)) ?? '');
  const where = { user, actionId: name.actionId, blockId: name.blockId, in: whereOf(place) };
  const options = await sandbox.slack.suggest({ ...where, query });
  const key = foundKey(user, placeName(place), name.blockId, name.actionId);
  sandbox.found.set(key, { query, options });
}

async function finish(act: Act): Promise<void> {
  const { sandbox, user, form, place } = act;
  if (place.kind !== 'modal') return;
  const { viewId } = place;
  switch (form.get('do')) {
    case 'close':
      return await sandbox.slack.close({ user, viewId });
    case 'close-all':
      return await sandbox.slack.close({ user, viewId, all: true });
    case 'submit':
      await sandbox.slack.submit({ user, viewId, ...(await viewValues(act)) });
      return;
    default:
      return;
  }
}

/** What the view's inputs hold by what the form says. Messages keep no inputs. */
async function viewValues({ sandbox, user, form, place, blocks }: Act) {
  if (place.kind !== 'modal' && place.kind !== 'home') return {};
  const view =
    place.kind === 'modal' ? sandbox.slack.modal(user) : sandbox.slack.openHomeView(user);
  return { values: await typedValues(form, blocks, view?.state ?? {}) };
}

function warn({ sandbox, user }: Act, reply: Reply): void {
  if (reply.status !== 200) sandbox.notices.set(user, unanswered);
}
