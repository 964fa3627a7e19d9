import type { Host } from '../../harness/host.ts';
import type {
  PerformanceMap,
  Step,
} from '../../harness/model/documents/performance-map-document.ts';
import type { CodeFacts } from '../../harness/model/program/code-analysis-results.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { shellQuote, shellWords } from '../../harness/model/shell-quote.ts';
import { buildE2eTestCommand } from '../../project/discover/build-e2e-test-command.ts';
import { createArgvCommand } from '../../project/discover/discovered-command.ts';
import { findE2eTest } from '../../project/discover/find-e2e-test.ts';
import type { EntryPoint } from '../../project/discover/resolve-code-entry-point.ts';

/** Returns the entry point of an operation. */
export function findOperationEntryPoint(
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

/** Returns the command to repeat the measurement, and the operation's end-to-end test. */
export function findOperationTests(
  { files }: Host,
  root: string,
  scenario: Scenario,
  entry: PerformanceMap['entry_point_info'],
): Pick<PerformanceMap, 'test_command' | 'e2e_test'> {
  const found = findE2eTest(files, root, entryPointOf(scenario, entry));
  return {
    test_command: runOf(scenario),
    e2e_test:
      found === null
        ? { command: null, source: 'none' }
        : {
            command: createArgvCommand(buildE2eTestCommand(files, root, found.file)).text,
            source: found.source,
          },
  };
}

/**
 * Returns the command that measures the scenario again; null: it was given on the command line in a
 * form that cannot be repeated.
 */
function runOf(scenario: Scenario): string | null {
  if (scenario.source !== null) return `perf-harness run ${shellQuote(scenario.name)}`;
  if (scenario.kind !== 'command' || scenario.command.type !== 'argv') return null;
  return `perf-harness run -- ${shellWords(scenario.command.argv)}`;
}

function entryPointOf(
  { name }: Scenario,
  { type, location, route, function: called }: PerformanceMap['entry_point_info'],
): EntryPoint {
  const [, method = null, path = null] = /^(\S+) (\/.*)$/.exec(route ?? '') ?? [];
  return {
    type,
    text: name,
    method: method === 'ALL' ? null : method,
    route: path,
    file: location?.replace(/:\d+$/, '') ?? null,
    function: called === null || called.startsWith('(') ? null : called,
  };
}
