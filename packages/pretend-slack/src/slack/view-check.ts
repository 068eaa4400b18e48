import { checkView } from '../block-kit/check-view.ts';
import { problemAt } from '../block-kit/problems.ts';
import { placedElements } from './elements.ts';
import type { World } from './world.ts';

/** Everything for which Slack would refuse this view of this app; an empty list when it would be shown. */
export function viewProblems(world: World, view: unknown, surface: 'modal' | 'home'): string[] {
  return [...checkView(view, surface), ...fileInputProblems(world, view)];
}

/** Slack says that an app must have the scope, though not how it refuses a view otherwise. */
function fileInputProblems({ state }: World, view: unknown): string[] {
  const { blocks } = (view ?? {}) as { blocks?: unknown };
  if (state.scopes.includes('files:read') || !Array.isArray(blocks)) return [];
  return blocks.flatMap((block: unknown, index) =>
    placedElements([block])
      .filter(({ element }) => element.type === 'file_input')
      .map(() => {
        const place = ['blocks', index, 'element'];
        return problemAt('file_input needs the scope files:read', place, '/view');
      }),
  );
}
