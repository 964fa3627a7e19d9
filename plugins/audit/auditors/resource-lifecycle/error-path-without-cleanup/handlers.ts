import type { AuditedCode } from '../../../rule.ts';

/** Calls back from a function that are followed. */
const DEEPEST = 4;

/** How many handlers of routes run a function, itself among them. */
export function handlersThatReach({ code }: AuditedCode, index: number): number {
  const handlers = new Set(code.facts.routes.map(({ handler }) => handler));
  const seen = new Set([index]);
  let edge: readonly number[] = [index];
  for (let depth = 0; depth < DEEPEST && edge.length > 0; depth += 1) {
    edge = edge
      .flatMap((one) => code.callersOf(one).map((site) => site.function))
      .filter((one) => !seen.has(one) && seen.add(one));
  }
  return [...seen].filter((one) => handlers.has(one)).length;
}
