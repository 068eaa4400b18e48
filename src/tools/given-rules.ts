import { parseToolId, type ToolId } from '../shared/ids.ts';

/** A tool as whoever gives it to others knows it. */
export interface NamedTool {
  readonly id: ToolId;
  readonly name: string;
}

/** What invitations can give: tools for chosen members, and beside them the names of those that all members get. */
export interface GivableTools {
  readonly choosable: readonly NamedTool[];
  readonly forAll: readonly string[];
}

/** A tool that somebody gets when they join, by their role or because it was chosen for them. */
export interface PromisedTool {
  readonly name: string;
  readonly isChosen: boolean;
}

/** A tool as somebody who may use it sees it, with where it is opened. */
export interface OwnTool extends NamedTool {
  readonly address: string;
}

/** Reads ids of tools from outside; leaves out what can't be one, and what comes twice. */
export function parseToolIds(values: unknown): ToolId[] {
  const ids = Array.isArray(values) ? values.flatMap((value) => parseToolId(value) ?? []) : [];
  return [...new Set(ids)];
}

/** Both, each once: what was given before isn't taken away by giving more. */
export function withMore(before: readonly ToolId[], more: readonly ToolId[]): ToolId[] {
  return [...new Set([...before, ...more])];
}

/** The names of the chosen ones. */
export function chosenNames(tools: readonly PromisedTool[]): string[] {
  return tools.flatMap(({ name, isChosen }) => (isChosen ? name : []));
}
