import type { Explanation } from '../../harness/model/documents/differential-profile.ts';
import type { OptimizationCycle } from '../../harness/model/documents/optimization-cycle.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';

type DrawnFunction = ProfileReport['functions'][number];

/** A function of two profiled sides: who calls it, and its own milliseconds before and after. */
export interface DrawnCall {
  readonly name: string;
  readonly at: string;
  /** Place of the caller in the list; −1: nobody. */
  readonly parent: number;
  readonly base: number;
  readonly head: number;
  readonly owner?: DrawnFunction['owner'];
}

/** Pairs of the profiles that golden explanations are said to rest on. */
const PAIRS = 24;
/** Half of an interval, as a share of the value: some per cent, as profiles give it. */
const NOISE = 0.04;

/** What is behind a gain, as a comparison tells it. */
export function explained(scenario: string, calls: readonly DrawnCall[]): Explanation {
  const whole = (side: 'base' | 'head'): number => calls.reduce((sum, one) => sum + one[side], 0);
  const [base, head] = [whole('base'), whole('head')];
  const noise = NOISE * base;
  const change = (estimate: number) => ({
    estimate,
    low: estimate - noise,
    high: estimate + noise,
  });
  const changes = calls.map((one, index) => ({
    function: index,
    state:
      one.head === 0 ? ('gone' as const) : one.base === 0 ? ('new' as const) : ('both' as const),
    base: one.base,
    head: one.head,
    change: change(one.head - one.base),
    beyond_noise: Math.abs(one.head - one.base) > noise,
  }));
  return {
    scenario,
    metrics: ['wall_time'],
    profiled: { base: base * 1.1, head: head * 1.1 },
    duration_ms: 31_000,
    difference: {
      tool: 'v8-cpu-profiler',
      unit: 'ms',
      pairs: PAIRS,
      confidence: 0.95,
      base,
      head,
      change: change(head - base),
      explained: changes
        .filter((one) => one.beyond_noise)
        .reduce((sum, one) => sum + one.change.estimate, 0),
      functions: calls.map(({ name, at, owner = 'project' }) => {
        // `node:http:40`: the line stands behind the last one.
        const [, file = '', line = '1'] = /^(.*):(\d+)$/u.exec(at) ?? [];
        return { name, owner, package: null, file, line: Number(line), column: 1 };
      }),
      changes: changes.toSorted(
        (a, b) => Math.abs(b.change.estimate) - Math.abs(a.change.estimate),
      ),
      tree: {
        parent: calls.map(({ parent }) => parent),
        function: calls.map((_, index) => index),
        base: calls.map((one) => one.base),
        head: calls.map((one) => one.head),
      },
    },
  };
}

/** A cycle that was begun, with nothing found out yet. */
export const BEGUN: OptimizationCycle = {
  cycle: 1,
  status: 'unfinished',
  bottleneck: null,
  before: null,
  after: null,
  improvement_pct: null,
  ratio: null,
  target_met: false,
  strike_result: null,
  metrics: [],
  functions: [],
  explanation: null,
  hypotheses: [],
  contested: [],
  plan: null,
  flags: [],
  e2e_test: null,
  flaky_tests: [],
  warnings: [],
  experiments: [],
  branch: null,
  commits: [],
  files: [],
  diff: null,
};

/** A hypothesis that was applied. */
export function proposed(
  id: string,
  description: string,
  more: Partial<OptimizationCycle['hypotheses'][number]> = {},
): OptimizationCycle['hypotheses'][number] {
  return {
    id,
    description,
    outcome: 'applied',
    reason: null,
    files: ['src/orders.js'],
    expected_pct: 30,
    risk: 'Low',
    evidence_class: 'proven',
    assumes: [],
    check: null,
    ...more,
  };
}

/** A metric whose interval reaches three per cent to each side of its ratio. */
export function changed(
  name: string,
  before: number,
  after: number,
  verdict: OptimizationCycle['metrics'][number]['verdict'],
): OptimizationCycle['metrics'][number] {
  const value = after / before;
  const ratio = before === 0 ? null : { value, low: value * 0.97, high: value * 1.03 };
  return { name, before, after, better: 'lower', ratio, verdict };
}
