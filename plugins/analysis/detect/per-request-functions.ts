import type {
  CodeFunction,
  CodeRoute,
} from '../../../harness/model/program/code-analysis-results.ts';

/** Functions below a handler at the most: further down most code is shared with start-up. */
const MAX_DEPTH = 6;

/** Returns route handlers and their callees; guessed call targets are not followed. */
export function findPerRequestFunctions(
  functions: readonly CodeFunction[],
  routes: readonly CodeRoute[],
): ReadonlySet<number> {
  const reached = new Set(routes.flatMap(({ handler }) => (handler === null ? [] : [handler])));
  let edge = [...reached];
  for (let depth = 0; depth < MAX_DEPTH && edge.length > 0; depth += 1) {
    const next = edge.flatMap(
      (index) =>
        functions[index]?.calls.flatMap(({ isGuess, targets }) => (isGuess ? [] : targets)) ?? [],
    );
    edge = [...new Set(next)].filter((index) => !reached.has(index));
    for (const index of edge) reached.add(index);
  }
  return reached;
}
