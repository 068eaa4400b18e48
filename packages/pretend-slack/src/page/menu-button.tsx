import { Icon } from './icons.tsx';
import type { Look } from './look.tsx';
import { channelsOf, unopenedLetters, unreadIn } from './reading.ts';

/** Opens the sidebar where there is no room for it; says whether there is anything new. */
export function MenuButton({ look: { sandbox, person } }: { look: Look }) {
  const hasNews =
    unopenedLetters(sandbox, person.id) > 0 ||
    channelsOf(sandbox, person.id).some((one) => unreadIn(sandbox, person.id, one.id) > 0);
  return (
    <button
      type="button"
      class="btn btn-icon menu-button"
      popovertarget="side"
      aria-label={hasNews ? 'Menu (something new)' : 'Menu'}
    >
      <Icon name="menu" />
      {hasNews && <span class="dot" />}
    </button>
  );
}
