import type { Host, PerformanceMap } from 'perf-harness';
import type { ScenarioToWatch } from '../strike/check-state.ts';
import { measuredTarget } from '../strike/measured-target.ts';

/** Calls that are to be seen. */
export interface CallsToTell {
  /** The project, absolute; it is only read. */
  readonly root: string;
  /** Modules, from the root. */
  readonly files: readonly string[];
  /** Empty: there are no tests. */
  readonly testCommand: string;
  readonly scenario: ScenarioToWatch;
  readonly signal: AbortSignal;
}

/** Tells what functions are called with, a line each and without values. */
export type TellCalls = (calls: CallsToTell) => Promise<readonly string[]>;

/** A map whose bottlenecks lie in modules that may be watched. */
export interface MappedTarget {
  readonly root: string;
  readonly map: PerformanceMap;
  /** What the loop is about; null: not known, and nothing is run for it. */
  readonly target: string | null;
  readonly testCommand: string;
  readonly signal: AbortSignal;
}

/** What the functions of the bottlenecks are called with; none where it cannot be seen. */
export async function callsOfBottlenecks(
  host: Host,
  tell: TellCalls,
  { root, map, target, testCommand, signal }: MappedTarget,
): Promise<readonly string[]> {
  const files = map.top_bottlenecks.flatMap(({ location }) => fileOf(location));
  if (files.length === 0 || target === null) return [];
  const plan = { problem_statement: { target }, performance_map: map };
  const measured = await measuredTarget(host, plan, { root, primary: '', signal });
  const { targets, command } = measured;
  const scenario = {
    ...(targets !== undefined && { targets }),
    ...(command !== undefined && { command }),
  };
  return tell({ root, files: [...new Set(files)], testCommand, scenario, signal });
}

/** Of the project itself. */
function fileOf(location: string | null): readonly string[] {
  const file = (location ?? '').replace(/(?::\d+)+$/u, '');
  return file === '' || file.includes('node_modules/') || file.startsWith('..') ? [] : [file];
}
