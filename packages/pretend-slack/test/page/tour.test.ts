import { expect, it } from 'vitest';
import { freshMemory } from '../../src/page/memory.ts';
import { type TourAct, type TourEvent, tick } from '../../src/page/tour.ts';

const joins: TourAct = { kind: 'request', method: 'POST', path: /^\/join\//, statuses: [302, 303] };
const posted: TourEvent = { kind: 'request', method: 'POST', path: '/join/abc', status: 303 };

it.each<[what: string, doneBy: TourAct, event: TourEvent, isDone: boolean]>([
  ['a command', { kind: 'command' }, { kind: 'command', command: '/greet' }, true],
  ['an email for a command', { kind: 'command' }, { kind: 'letter-arrived' }, false],
  ['a request for a command', { kind: 'command' }, posted, false],
  ['a request', joins, posted, true],
  ['another method', joins, { ...posted, method: 'GET' }, false],
  ['any method', { kind: 'request', path: /join/, statuses: [303] }, posted, true],
  ['another path', joins, { ...posted, path: '/sign-in' }, false],
  ['a refusal', joins, { ...posted, status: 422 }, false],
  ['an email for a request', joins, { kind: 'letter-opened' }, false],
])('takes or leaves %s', (_what, doneBy, event, isDone) => {
  const memory = freshMemory();
  const step = { id: 'it', name: 'It', text: 'Do it', doneBy };
  tick({ tour: { steps: [step], end: 'Done' }, memory, changed: () => undefined }, event);
  expect(memory.tour.done).toEqual(isDone ? ['it'] : []);
});
