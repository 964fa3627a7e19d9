import type { AuditedCode } from '../../../rule.ts';

/** Calls back from a function that are followed. */
const DEEPEST = 4;

/** Counts the route handlers that run a function, including the function itself. */
export function countReachingHandlers({ code }: AuditedCode, index: number): number {
  const handlers = new Set(code.facts.routes.map(({ handler }) => handler));
  const seen = new Set([index]);
  let edge: readonly number[] = [index];
  for (let depth = 0; depth < DEEPEST && edge.length > 0; depth += 1) {
    edge = edge
      .flatMap((functionIndex) => code.callersOf(functionIndex).map((site) => site.function))
      .filter((functionIndex) => !seen.has(functionIndex) && seen.add(functionIndex));
  }
  return [...seen].filter((functionIndex) => handlers.has(functionIndex)).length;
}
