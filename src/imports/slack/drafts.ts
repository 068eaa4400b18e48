import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { AdminRequester } from '../../members/rules.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import type { ImportId } from '../../shared/ids.ts';
import { givableTools } from '../../tools/api.ts';
import type { NewRow } from '../rules.ts';
import { addToImport, type DraftRefusal, previewImport, startImport } from '../use-cases/draft.ts';
import { suggestFor } from '../use-cases/suggestions.ts';
import type { ImportSlackDeps } from './deps.ts';
import { type FormState, type FormWays, type TypedForm, waysBy } from './form-blocks.ts';
import { previewModal } from './preview-blocks.ts';

export type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** What will happen to everybody in a draft, or why that can't be shown. */
export type Shown = { readonly view: ModalView } | { readonly refusal: DraftRefusal };

/** Keeps the rows, those of a draft behind the others of it, and looks at what will happen to them. */
export async function draftAndLook(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  { id }: FormState,
  { role, details }: TypedForm,
  rows: readonly NewRow[],
): Promise<Shown> {
  const draft = id
    ? await addToImport(deps, requester, id, rows)
    : await startImport(deps, requester, { rows, role, details });
  return draft.ok ? await look(deps, requester, draft.value) : draft;
}

/** What would happen at this moment to everybody in a draft. */
export async function look(
  deps: ImportSlackDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Shown> {
  const found = await previewImport(deps, requester, id);
  if (!found.ok) return found;
  return { view: previewModal(found.value, await suggestFor(deps, found.value)) };
}

/** The ways into a list that the app may offer in somebody's team. */
export async function waysIn(
  deps: ImportSlackDeps,
  client: WebClient,
  requester: AdminRequester,
): Promise<FormWays> {
  const { slackScopes, inviteTtlMs } = deps;
  const [scopes, tools] = await Promise.all([
    slackScopes.of(client, requester.workspace.slackTeamId),
    givableTools(deps, requester),
  ]);
  return waysBy(scopes, { inviteTtlMs, tools });
}

/** Shows another modal in place of the one in which something was pressed. */
export async function showInstead({ client, body }: Press, view: ModalView): Promise<void> {
  if (body.view) await updateModal(client, body.view.id, view);
}
