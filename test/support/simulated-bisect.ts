import { readFileSync } from 'node:fs';
import {
  type BisectMeasurer,
  type BisectOptions,
  type BisectResult,
  bisectChanges,
} from '../../harness/bisect/bisect-changes.ts';
import type {
  ChangeRange,
  ChangeSearchSpace,
} from '../../harness/bisect/bisect-commit-search-space.ts';
import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { evaluateConfirmation } from '../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../../harness/gate/decide/evaluate-metric-screening.ts';
import { judgeScenarioSuite } from '../../harness/gate/decide/judge-scenario-suite.ts';
import type { MetricEvidence } from '../../harness/gate/decide/paired-metric-evidence.ts';
import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { createRandom, type Random } from '../../harness/stats/seeded-random.ts';
import { completedTrial, runRecord } from './completed-run-record.ts';

/** A list of changes with known true effects, and the noise of a pair. */
export interface SimulatedHistory {
  /** ln of the time at place 0 … n. */
  readonly levels: readonly number[];
  readonly noise: () => number;
  readonly untestable?: ReadonlySet<number>;
  readonly areIndependent?: boolean;
}

/** Noise of a simulated bisection; drawn once, so that all of it has one workload's noise. */
export type NoiseFactory = (random: Random) => () => number;

const SERIES = readFileSync(
  new URL('../fixtures/aa-pairs/log-ratios.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { workload: string; pairs: number[] });
const POOLS = [...Map.groupBy(SERIES, ({ workload }) => workload).values()].map((series) =>
  series.flatMap(({ pairs }) => pairs),
);

/** Measured log-ratios of identical code, from one workload, each with a random sign. */
export const measuredNoise: NoiseFactory = (random) => {
  const pool = POOLS[random.integer(POOLS.length)] ?? [];
  return () => (pool[random.integer(pool.length)] ?? 0) * (random.integer(2) === 0 ? -1 : 1);
};

export function normalNoise(deviation: number): NoiseFactory {
  return (random) => () => deviation * normal(random);
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Draws steps with these effects at random places; returns the level at each place. */
export function drawSteps(random: Random, size: number, effects: readonly number[]): number[] {
  const places = random
    .shuffle(Array.from({ length: size }, (_, index) => index + 1))
    .slice(0, effects.length)
    .sort((a, b) => a - b);
  return Array.from({ length: size + 1 }, (_, place) =>
    places.reduce((level, at, index) => level + (place >= at ? (effects[index] ?? 0) : 0), 0),
  );
}

/** Adds a small random change at every place, which persists at later places. */
export function addDrift(random: Random, levels: readonly number[], deviation: number): number[] {
  let drift = 0;
  return levels.map((level) => {
    drift += deviation * normal(random);
    return level + drift;
  });
}

/** Measures a simulated history by drawing, and decides by the rules of live comparisons. */
export function createSimulatedMeasurer(history: SimulatedHistory): BisectMeasurer {
  const levelOf = ({ first, last }: ChangeRange): number =>
    last < first ? 0 : (history.levels[last] ?? 0) - (history.levels[first - 1] ?? 0);
  const draw = (effect: number) => ({ base: 1, head: Math.exp(effect + history.noise()) });
  return {
    decide: async (at, against) => decided(() => draw(levelOf(at) - levelOf(against))),
    measureFor: () => async (places, count) => {
      if (history.untestable?.has(places.at)) {
        return { state: 'untestable', reason: 'the build failed', durationMs: 0 };
      }
      const effect = (history.levels[places.at] ?? 0) - (history.levels[places.against] ?? 0);
      const pairs = Array.from({ length: count }, () => {
        const { base, head } = draw(effect);
        return { against: base, at: head };
      });
      return { state: 'measured', pairs, durationMs: 1_000 * count };
    },
  };
}

type Stage = 'screen' | 'confirm';

function decided(pair: () => { readonly base: number; readonly head: number }): ComparisonReport {
  const values = {
    screen: { base: [] as number[], head: [] as number[] },
    confirm: { base: [] as number[], head: [] as number[] },
  };
  const evidence: MetricEvidence = {
    scenario: 'sort',
    metric: 'wall_time',
    nature: 'timed',
    better: 'lower',
    gated: true,
    margin: 0.02,
    ...values,
  };
  const take = (stage: Stage): void => {
    const { base, head } = pair();
    values[stage].base.push(base);
    values[stage].head.push(head);
  };
  let screen = evaluateScreening(evidence, DEFAULT_RULES);
  while (screen.type === 'open') {
    take('screen');
    screen = evaluateScreening(evidence, DEFAULT_RULES);
  }
  if (screen.type === 'candidate') {
    const { direction } = screen;
    while (
      evaluateConfirmation(evidence, { direction, candidates: 1 }, DEFAULT_RULES).type === 'open'
    )
      take('confirm');
  }
  const suite = judgeScenarioSuite([{ evidence: [evidence], trouble: null }], DEFAULT_RULES);
  return {
    schema: COMPARISON_SCHEMA,
    id: null,
    base: { label: 'good', source: 'ref', commit: null },
    head: { label: 'bad', source: 'ref', commit: null },
    seed: 1,
    confidence: DEFAULT_RULES.confidence,
    comparisons: suite.comparisons,
    findings: [],
    runs: (['a', 'b'] as const).map((side) => ({
      ...runRecord({}, { trials: trialsOf(values, side), timings: { measure: 30_000 } }),
      side,
    })),
    verdict: suite.verdict,
    rules: DEFAULT_RULES,
    plan: 'back-to-back',
    reproduce: null,
  };
}

function trialsOf(
  values: Readonly<Record<Stage, { readonly base: number[]; readonly head: number[] }>>,
  side: 'a' | 'b',
): readonly Trial[] {
  let pair = 0;
  return (['screen', 'confirm'] as const).flatMap((stage) =>
    values[stage][side === 'a' ? 'base' : 'head'].map((value) => {
      pair += 1;
      return completedTrial(pair, { wall_time: value }, { side, pair, stage, blocks: [] });
    }),
  );
}

export function createSimulatedSpace(history: SimulatedHistory): ChangeSearchSpace {
  return {
    over: history.areIndependent ? 'dependencies' : 'commits',
    good: { label: 'good', source: 'ref', commit: null },
    bad: { label: 'bad', source: 'ref', commit: null },
    changes: history.levels.slice(1).map((_, index) => ({
      label: `c${index + 1}`,
      commit: null,
      subject: null,
      author: null,
      date: null,
    })),
    areIndependent: history.areIndependent ?? false,
    filesOf: async () => [],
  };
}

/** Runs a complete bisection of a simulated history. */
export function bisectSimulated(
  history: SimulatedHistory,
  changes: Partial<BisectOptions> = {},
): Promise<BisectResult> {
  return bisectChanges(createSimulatedSpace(history), createSimulatedMeasurer(history), {
    metric: null,
    confidence: 0.99,
    maxPairs: 600,
    seed: 1,
    signal: new AbortController().signal,
    now: () => 0,
    onStep: () => undefined,
    ...changes,
  });
}

/** Counts of outcomes of simulated bisections, with the pairs that they took. */
export interface BisectTally {
  /** Bisections whose ends were confirmed to differ; all other counts are among these. */
  readonly begun: number;
  /** The search ended with a change that really is a step. */
  readonly right: number;
  /** The right change was also confirmed. */
  readonly found: number;
  /** A wrong change was confirmed. */
  readonly wrong: number;
  readonly medianPairs: number;
  readonly medianEndPairs: number;
  readonly places: number;
  readonly reports: readonly BisectResult[];
}

/** Changes larger than this are steps, not drift. */
const STEP = 0.015;

export async function tallyBisections(
  runs: number,
  seed: number,
  make: (random: Random) => SimulatedHistory,
): Promise<BisectTally> {
  const reports: { readonly report: BisectResult; readonly isRight: boolean }[] = [];
  for (let run = 0; run < runs; run += 1) {
    const history = make(createRandom(seed + run));
    const report = await bisectSimulated(history);
    if (report.outcome === 'ends-undecided' || report.outcome === 'ends-alike') continue;
    const [first] = report.confirmations;
    const last = report.confirmations.at(-1);
    const isStep = (range: ChangeRange | undefined): boolean =>
      range !== undefined &&
      Math.abs((history.levels[range.last] ?? 0) - (history.levels[range.first - 1] ?? 0)) > STEP;
    reports.push({ report, isRight: isStep(last ?? first) });
  }
  const isFound = ({ outcome }: BisectResult): boolean =>
    outcome === 'found' || outcome === 'range';
  const all = reports.map(({ report }) => report);
  return {
    begun: reports.length,
    right: reports.filter(({ isRight }) => isRight).length,
    found: reports.filter(({ report, isRight }) => isRight && isFound(report)).length,
    wrong: reports.filter(({ report, isRight }) => !isRight && isFound(report)).length,
    medianPairs: middle(all.map(({ pairs }) => pairs.search)),
    medianEndPairs: middle(all.map(({ pairs }) => pairs.ends)),
    places:
      all.reduce((sum, { steps }) => sum + new Set(steps.map(({ at }) => at)).size, 0) / all.length,
    reports: all,
  };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
