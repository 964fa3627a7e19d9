import {
  ASSUMED_ITERATIONS,
  typicalDurationMs,
} from '../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type {
  CallType,
  CodeCall,
  CodeFunction,
} from '../../harness/model/program/code-analysis-results.ts';
import type {
  NormOperation,
  NormTable,
} from '../../harness/model/scenario/industry-duration-norms.ts';

export interface EstimatedWait {
  readonly call: CodeCall;
  readonly turns: number;
  /** All iterations, milliseconds by the norms. */
  readonly ms: number;
  readonly type: BottleneckClass;
}

/** Estimated time of each run of a function, milliseconds by the norms. */
export interface EstimatedFunction {
  readonly of: CodeFunction;
  /** Its own computing. */
  readonly cpuMs: number;
  readonly waits: readonly EstimatedWait[];
  /** Functions that it calls by their index, with how often. */
  readonly calls: ReadonlyMap<number, number>;
  /** With everything below. */
  readonly totalMs: number;
  readonly byClass: ReadonlyMap<BottleneckClass, number>;
  /** Number of runs in one operation. */
  readonly visits: number;
}

const NORM_OF: Readonly<Record<CallType, NormOperation>> = {
  CPU: 'json-1-kb',
  'I/O-DB': 'query-indexed',
  'I/O-Network': 'http-local',
  'I/O-File': 'read-small-file',
  Cache: 'cache-redis',
  External: 'http-external',
  // For a function in the process of which nothing else is known.
  Unknown: 'cache-in-process',
};

/**
 * Estimates the functions that an operation goes through, by the calls in their source. A loop is
 * assumed to run `ASSUMED_ITERATIONS` times; a call back to a caller is left out, so that no
 * function is below itself. Callers come before callees.
 * @param starts - Indexes of the functions that an operation begins with.
 */
export function estimateFunctionTimes(
  functions: readonly CodeFunction[],
  starts: readonly number[],
  norms: NormTable,
): ReadonlyMap<number, EstimatedFunction> {
  const found: [number, Omit<EstimatedFunction, 'visits'>][] = [];
  const done = new Map<number, Omit<EstimatedFunction, 'visits'>>();
  const above = new Set<number>();
  const visit = (index: number): void => {
    const of = functions[index];
    if (of === undefined || done.has(index)) return;
    above.add(index);
    const calls = callsOf(of, above);
    for (const target of calls.keys()) visit(target);
    above.delete(index);
    const estimate = withTotals(of, calls, done, norms);
    done.set(index, estimate);
    found.push([index, estimate]);
  };
  for (const start of starts) visit(start);
  return withVisits(found.toReversed(), starts);
}

/** Returns project functions that a function calls, with the number of calls in each run. */
function callsOf({ calls }: CodeFunction, above: ReadonlySet<number>): ReadonlyMap<number, number> {
  const turns = new Map<number, number>();
  for (const call of calls) {
    // Only one of several targets is called each time, and it is unknown which: they share the
    // calls equally.
    for (const target of call.targets) {
      if (above.has(target)) continue;
      turns.set(target, (turns.get(target) ?? 0) + turnsOf(call) / call.targets.length);
    }
  }
  return turns;
}

function withTotals(
  of: CodeFunction,
  calls: ReadonlyMap<number, number>,
  done: ReadonlyMap<number, Omit<EstimatedFunction, 'visits'>>,
  norms: NormTable,
): Omit<EstimatedFunction, 'visits'> {
  const onceMs = (type: CallType): number => typicalDurationMs(norms[NORM_OF[type]]);
  const waits = of.calls.filter(isWait).map((call): EstimatedWait => {
    const turns = turnsOf(call);
    // The way of calling takes precedence over what is called (P811-25).
    const type = call.loops > 0 ? 'Architecture' : call.type;
    return { call, turns, ms: turns * onceMs(call.type), type };
  });
  const computing = of.calls.filter((call) => !isWait(call) && call.targets.length === 0);
  const cpuMs = computing.reduce(
    (sum, call) => sum + turnsOf(call) * onceMs(call.type),
    onceMs('Unknown'),
  );
  const byClass = new Map<BottleneckClass, number>([['CPU', cpuMs]]);
  const add = (type: BottleneckClass, ms: number): void => {
    byClass.set(type, (byClass.get(type) ?? 0) + ms);
  };
  for (const { type, ms } of waits) add(type, ms);
  for (const [target, turns] of calls) {
    for (const [type, ms] of done.get(target)?.byClass ?? []) add(type, turns * ms);
  }
  const totalMs = [...byClass.values()].reduce((sum, ms) => sum + ms, 0);
  return { of, cpuMs, waits, calls, totalMs, byClass };
}

function isWait({ type, targets }: CodeCall): boolean {
  return type !== 'CPU' && type !== 'Unknown' && targets.length === 0;
}

/** Number of calls in each run of its function. Concurrent waits take as long as a single wait. */
function turnsOf(call: CodeCall): number {
  const isAtOnce = call.isConcurrent && isWait(call);
  return ASSUMED_ITERATIONS ** Math.max(0, call.loops - (isAtOnce ? 1 : 0));
}

/** @param ordered - Callers before their callees. */
function withVisits(
  ordered: readonly (readonly [number, Omit<EstimatedFunction, 'visits'>])[],
  starts: readonly number[],
): ReadonlyMap<number, EstimatedFunction> {
  const visits = new Map<number, number>(starts.map((start) => [start, 1]));
  return new Map(
    ordered.map(([index, estimate]) => {
      const own = visits.get(index) ?? 0;
      for (const [target, turns] of estimate.calls) {
        visits.set(target, (visits.get(target) ?? 0) + own * turns);
      }
      return [index, { ...estimate, visits: own }];
    }),
  );
}
