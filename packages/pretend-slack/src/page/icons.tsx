const shapes = {
  hash: 'M9 4 7 20M17 4l-2 16M4 9h16M3 15h16',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
  message: 'M4 5h16v11H10l-4 4v-4H4z',
  mail: 'M3 6h18v12H3zM3 7l9 7 9-7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  up: 'M7 11v9H4v-9zm0 0 4-8c2 0 2.5 1.5 2 4l-.5 3H19c1.5 0 2 1 1.7 2l-1.7 7c-.2.6-.6 1-1.3 1H7',
  down: 'M17 13V4h3v9zm0 0-4 8c-2 0-2.5-1.5-2-4l.5-3H5c-1.5 0-2-1-1.7-2L5 5c.2-.6.6-1 1.3-1H17',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2',
  fault: 'M12 4 2.5 20h19zM12 10v4.5M12 17.3v.01',
  inspect: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  again: 'M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 4',
  close: 'M6 6l12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6zM16 4.5a3.5 3.5 0 0 1 0 6.5M18.5 20h3c-.3-3-1.6-5-4-5.7',
  menu: 'M4 7h16M4 12h16M4 17h16',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z',
  send: 'M4 4l17 8-17 8 3-8zM7 12h8',
  bolt: 'M13 3 5 14h6l-1 7 8-11h-6z',
  check: 'M5 12.5 10 17.5 19.5 7',
  thread: 'M4 5h16v9H9l-3 3v-3H4zM9 19h9l2 2v-9',
  next: 'M5 12h14M13 6l6 6-6 6',
} as const;

/** The names of the drawings. */
export type IconName = keyof typeof shapes;

/** A small drawing of our own. Says nothing to screen readers: what it stands on does. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
