import { Icon } from './icons.tsx';

/** Opens the sidebar where there is no room for it. */
export function MenuButton() {
  return (
    <button type="button" class="btn btn-icon menu-button" popovertarget="side" aria-label="Menu">
      <Icon name="menu" />
    </button>
  );
}
