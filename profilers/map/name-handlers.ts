import type { CodeFacts } from '../../harness/model/program/code-facts.ts';
import type { CodeIndex } from './code-index.ts';
import { type MapNode, walk } from './map-node.ts';

const NAMELESS = '(anonymous)';

/** Calls handlers that have no name by what they answer: `GET /items/:kind`. */
export function nameHandlers(
  roots: ReadonlyMap<string, MapNode>,
  { routes, functions }: CodeFacts,
  code: CodeIndex,
): void {
  const titles = new Map(
    routes.flatMap(({ handler, method, path }) => {
      const of = handler === null ? undefined : functions[handler];
      return of === undefined ? [] : [[of, `${method} ${path}`] as const];
    }),
  );
  for (const node of walk(roots.values())) {
    const { name, line } = node.of;
    if (name !== NAMELESS || node.wait !== null) continue;
    const of = code.functionOf(node.of);
    // A place in a handler that has no name either lies further down.
    if (of !== null && of.line === line) node.title = titles.get(of) ?? node.title;
  }
}
