import {
  bottleneckPriority,
  MAX_BOTTLENECKS,
  MIN_BOTTLENECK_PERCENT,
  methodConfidence,
} from '../../harness/gate/wrong-tool/bottleneck-priority-and-time-estimates.ts';
import type {
  Bottleneck,
  Step,
  StepKind,
} from '../../harness/model/documents/performance-map-document.ts';
import type { BottleneckClass } from '../../harness/model/program/bottleneck-classification-types.ts';
import type { CodeFunction } from '../../harness/model/program/code-analysis-results.ts';
import type { NormTable } from '../../harness/model/scenario/industry-duration-norms.ts';
import { MAX_STEP_LEVELS, MIN_STEP_SHARE } from './build-operation-time-breakdown.ts';
import {
  type EstimatedFunction,
  type EstimatedWait,
  estimateFunctionTimes,
} from './estimate-function-times.ts';

export interface EstimateInput {
  readonly functions: readonly CodeFunction[];
  /** Indexes of the functions that an operation begins with. */
  readonly starts: readonly number[];
  /** Time of an operation, milliseconds, as measured from outside. */
  readonly wallMs: number;
  readonly norms: NormTable;
}

/** Splits an operation's measured total by norms of calls, as every step states (P811-37). */
export function estimateOperationSteps({ functions, starts, wallMs, norms }: EstimateInput) {
  const graph = estimateFunctionTimes(functions, starts, norms);
  const wholeMs = [...graph.values()].reduce(
    (sum, estimate) => sum + estimate.visits * ownOf(estimate),
    0,
  );
  const tree = new Tree(graph, wallMs, wholeMs);
  const steps = tree.stepsOf(new Map(starts.map((start) => [start, 1])), '', 1);
  const { idOf } = tree;
  return {
    steps,
    bottlenecks: bottlenecksOf(graph, {
      idOf,
      wallMs,
      wholeMs,
    }),
    /** Steps that a function of the source is, or is hidden in, by its index. */
    idOf,
  };
}

/** Without the functions that it calls. */
function ownOf({ cpuMs, waits }: EstimatedFunction): number {
  return waits.reduce((sum, { ms }) => sum + ms, cpuMs);
}

const KIND_OF: Readonly<Partial<Record<string, StepKind>>> = {
  'I/O-DB': 'query',
  'I/O-Network': 'http_call',
  External: 'http_call',
  'I/O-File': 'file_access',
  Cache: 'cache_access',
};

interface PlacedWait {
  readonly wait: EstimatedWait;
  readonly file: string;
  /** Runs of its function in one operation. */
  readonly visits: number;
}

class Tree {
  readonly idOf = new Map<number, string>();
  readonly #graph: ReadonlyMap<number, EstimatedFunction>;
  readonly #wallMs: number;
  /** Milliseconds of the operation for one millisecond of the norms. */
  readonly #scale: number;

  constructor(graph: ReadonlyMap<number, EstimatedFunction>, wallMs: number, wholeMs: number) {
    this.#graph = graph;
    this.#wallMs = wallMs;
    this.#scale = wholeMs === 0 ? 0 : wallMs / wholeMs;
  }

  /** Returns steps, longest first. @param calls - Functions with runs in one operation. */
  stepsOf(
    calls: ReadonlyMap<number, number>,
    above: string,
    level: number,
    waits: readonly PlacedWait[] = [],
  ): readonly Step[] {
    const made = [
      ...[...calls].flatMap(([index, visits]) => {
        const estimate = this.#graph.get(index);
        const make = (id: string): Step => this.#functionStep(index, visits, id, level);
        return estimate === undefined ? [] : [{ ms: visits * estimate.totalMs, make }];
      }),
      ...waits.map((wait) => ({
        ms: wait.visits * wait.wait.ms,
        make: (id: string): Step => this.#waitStep(wait, id),
      })),
    ];
    return made
      .filter(({ ms }) => ms * this.#scale >= MIN_STEP_SHARE * this.#wallMs)
      .toSorted((a, b) => b.ms - a.ms)
      .map(({ make }, at) => make(`${above}${at + 1}`));
  }

  #functionStep(index: number, visits: number, id: string, level: number): Step {
    const estimate = this.#graph.get(index);
    if (estimate === undefined) throw new RangeError(`there is no function ${index}`);
    if (!this.idOf.has(index)) this.idOf.set(index, id);
    const calls = new Map([...estimate.calls].map(([target, turns]) => [target, visits * turns]));
    const waits = estimate.waits.map((wait) => ({ wait, file: estimate.of.file, visits }));
    const isCut = level === MAX_STEP_LEVELS && calls.size > 0;
    const children = this.stepsOf(isCut ? new Map() : calls, `${id}.`, level + 1, waits);
    if (isCut) this.#hideBelow(index, id);
    const ms = visits * estimate.totalMs * this.#scale;
    const below = children.reduce((sum, child) => sum + child.wall_time_ms, 0);
    return {
      id,
      function: estimate.of.name,
      location: placeOf(estimate.of),
      ...this.#times(ms),
      self_time_ms: Math.max(0, ms - below),
      type: 'function_call',
      calls: null,
      step_type: mostOf(estimate.byClass),
      http_round_trips: children.reduce((sum, child) => sum + child.http_round_trips, 0),
      ...ESTIMATED,
      ...(isCut && { truncated: true }),
      children,
    };
  }

  #waitStep({ wait: { call, turns, ms }, file, visits }: PlacedWait, id: string): Step {
    const type = KIND_OF[call.type] ?? 'unseen';
    const times = this.#times(visits * ms * this.#scale);
    return {
      id,
      function: call.callee,
      location: `${file}:${call.line}`,
      ...times,
      self_time_ms: times.wall_time_ms,
      type,
      step_type: call.type,
      calls: null,
      http_round_trips: type === 'http_call' ? visits * turns : 0,
      ...ESTIMATED,
      children: [],
    };
  }

  #times(ms: number): Pick<Step, 'wall_time_ms' | 'time_share_pct'> {
    return {
      wall_time_ms: ms,
      time_share_pct: this.#wallMs === 0 ? 0 : (100 * ms) / this.#wallMs,
    };
  }

  #hideBelow(index: number, id: string): void {
    for (const target of this.#graph.get(index)?.calls.keys() ?? []) {
      if (this.idOf.has(target)) continue;
      this.idOf.set(target, id);
      this.#hideBelow(target, id);
    }
  }
}

/** Norms for kinds of calls are as little to be relied on as a number can be (P811-48). */
const ESTIMATED = { origin: 'estimated', confidence: methodConfidence('table') } as const;

function placeOf({ file, line }: CodeFunction): string {
  return `${file}:${line}`;
}

function mostOf(byClass: ReadonlyMap<BottleneckClass, number>): BottleneckClass {
  const [[type] = ['CPU'] as const] = [...byClass].toSorted(([, a], [, b]) => b - a);
  return type;
}

interface Whole {
  readonly idOf: ReadonlyMap<number, string>;
  readonly wallMs: number;
  readonly wholeMs: number;
}

function bottlenecksOf(
  graph: ReadonlyMap<number, EstimatedFunction>,
  { idOf, wallMs, wholeMs }: Whole,
): readonly Bottleneck[] {
  return [...graph]
    .map(([index, estimate]) => ({
      index,
      estimate,
      share: (estimate.visits * ownOf(estimate)) / wholeMs,
    }))
    .filter(({ share }) => 100 * share >= MIN_BOTTLENECK_PERCENT)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MAX_BOTTLENECKS)
    .map(({ index, estimate, share }, at) => {
      const place = placeOf(estimate.of);
      const doing = doingOf(estimate);
      return {
        step: idOf.get(index) ?? '1',
        function: estimate.of.name,
        location: place,
        type: ownClass(estimate),
        share: 100 * share,
        wall_time_ms: share * wallMs,
        priority: bottleneckPriority(share),
        detail: `Judging by the source code alone, ${estimate.of.name} takes ${Math.round(100 * share)} % of the time: it ${doing}.`,
        why: [
          {
            id: `E${at + 1}.1`,
            question: 'What does the function do there?',
            value: null,
            unit: null,
            answer: `The function ${doing} (${place}); this was not measured.`,
          },
        ],
      };
    });
}

function ownClass({ cpuMs, waits }: EstimatedFunction): BottleneckClass {
  const byClass = new Map<BottleneckClass, number>([['CPU', cpuMs]]);
  for (const { type, ms } of waits) byClass.set(type, (byClass.get(type) ?? 0) + ms);
  return mostOf(byClass);
}

function doingOf({ cpuMs, waits }: EstimatedFunction): string {
  const [longest] = waits.toSorted((a, b) => b.ms - a.ms);
  if (longest === undefined || longest.ms < cpuMs) return 'computes';
  const { call, turns } = longest;
  const looped = turns > 1 ? ` in a loop, assuming ${turns} iterations` : '';
  return `calls ${call.callee} at line ${call.line}${looped}`;
}
