import { UnitFailure } from '../model/executor.ts';
import type { Finding } from '../model/finding.ts';

/** Outcome of a search for a program that perf-harness does not bring. */
export type ToolSearchResult<Tool> =
  | { readonly type: 'found'; readonly tool: Tool }
  | { readonly type: 'not-found'; readonly finding: Finding };

/** Returns the tool that was found. @throws UnitFailure */
export function requireTool<Tool>(result: ToolSearchResult<Tool>): Tool {
  if (result.type === 'found') return result.tool;
  const { message, remedy } = result.finding;
  throw new UnitFailure({ reason: 'not-found', message, remedy });
}

/** @param id - `tool-version`: the program is there, too old. */
export function toolNotFound(
  id: 'tool-missing' | 'tool-version',
  finding: Pick<Finding, 'message' | 'remedy' | 'metric'>,
): { readonly type: 'not-found'; readonly finding: Finding } {
  return { type: 'not-found', finding: { id, level: 'error', ...finding } };
}
