import type { PerformanceMap, Step } from '../../harness/model/documents/performance-map.ts';
import type { CodeFacts } from '../../harness/model/program/code-facts.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';

/** Where the way of an operation begins. */
export function entryOf(
  scenario: Scenario,
  steps: readonly Step[],
  { routes, functions }: CodeFacts,
): PerformanceMap['entry_point_info'] {
  const [first] = steps;
  const location = first?.location ?? null;
  const name = first === undefined || first.location === null ? null : first.function;
  if (scenario.kind === 'function') {
    return { type: 'function', location, route: null, function: name };
  }
  if (scenario.kind === 'command') {
    return { type: 'pipeline', location, route: null, function: name };
  }
  const route = routes.find(({ handler }) => {
    const of = handler === null ? undefined : functions[handler];
    return of !== undefined && `${of.file}:${of.line}` === location;
  });
  return {
    type: 'api_endpoint',
    location,
    route: route === undefined ? null : `${route.method} ${route.path}`,
    function: name,
  };
}
