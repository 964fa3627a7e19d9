import type { Host } from '../../harness/host.ts';
import {
  measureTrialPair,
  type TrialPair,
} from '../../harness/live-comparison/measure-trial-pair.ts';
import type { PairPlan } from '../../harness/live-comparison/pair-measurement-plan.ts';
import {
  type PlannedPair,
  planPairTrial,
  randomizeTrialPair,
  sidesInSlotOrder,
} from '../../harness/live-comparison/randomize-trial-pair.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { readMetricPairValues } from '../../harness/model/read-base-and-head-metric-values.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import { mean } from '../../harness/stats/descriptive-statistics.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import type { RecordingOptions } from './record-pairs.ts';
import type { PlannedDifference } from './verdict-entries.ts';
import {
  type BenchExecutors,
  createWorkloadScenario,
  LIVE_FUNCTION,
  LIVE_LOAD,
  requireCompletedTrial,
  type UnitLength,
} from './workload-units.ts';
import type { Workload } from './workloads.ts';

/** Order of the units within a pair or two. */
export interface SamplingPlan {
  readonly id: string;
  readonly name: string;
  readonly shape:
    | 'back-to-back'
    | 'alternating'
    | 'three-times-as-many-blocks'
    | 'at-once'
    | 'abba'
    | 'long-units';
  /** True if both units of a pair have the same V8 seeds. */
  readonly sameSeeds: boolean;
  readonly kinds: readonly Workload['kind'][];
}

const ANY = ['function', 'command', 'http'] as const;
const IN_BLOCKS = ['function', 'http'] as const;

/** Plans in the order of the table; the reference plan comes first. */
export const SAMPLING_PLANS: readonly SamplingPlan[] = [
  plan('back-to-back-seeds', 'back to back, same seeds', 'back-to-back', true, ANY),
  plan('back-to-back', 'back to back', 'back-to-back', false, ANY),
  plan('alternating-seeds', 'alternating blocks, same seeds', 'alternating', true, IN_BLOCKS),
  plan('alternating', 'alternating blocks', 'alternating', false, IN_BLOCKS),
  plan(
    'more-blocks-seeds',
    'alternating, three times as many blocks, same seeds',
    'three-times-as-many-blocks',
    true,
    IN_BLOCKS,
  ),
  plan('at-once-seeds', 'both at once, same seeds', 'at-once', true, ANY),
  plan('abba-seeds', 'quads ABBA or BAAB, same seeds', 'abba', true, ANY),
  plan('long-units-seeds', 'back to back, long units, same seeds', 'long-units', true, IN_BLOCKS),
];

/** The plan that the others are measured against. */
export const REFERENCE_PLAN = 'back-to-back-seeds';

const FUNCTION_BLOCKS = { blocks: 21, blockMs: 5 };
const LOAD_BLOCKS = { blocks: 60, blockMs: 10 };
const LONG_FUNCTION: UnitLength = { warmupMs: 500, measureMs: 500 };
const LONG_LOAD: UnitLength = { warmupMs: 500, measureMs: 2_400 };

function plan(
  id: string,
  name: string,
  shape: SamplingPlan['shape'],
  sameSeeds: boolean,
  kinds: SamplingPlan['kinds'],
): SamplingPlan {
  return { id, name, shape, sameSeeds, kinds };
}

/** Measures one pair, or two for quads, of a workload by a plan. */
export async function measureByPlan(
  host: Host,
  executors: BenchExecutors,
  workload: Workload,
  { shape, sameSeeds }: SamplingPlan,
  draw: { readonly number: number; readonly random: Random },
  run: RecordingOptions,
): Promise<PlannedDifference> {
  const pair = randomizeTrialPair(
    { number: draw.number, warmup: false, stage: 'screen' },
    draw.random,
  );
  const isLoad = workload.kind === 'http';
  const ordinary = isLoad ? LIVE_LOAD : LIVE_FUNCTION;
  const context = { host, executors, workload, run, sameSeeds };
  const startedMs = host.clock.monotonicMs();
  const differences = await differencesOf(context, shape, pair, {
    ordinary,
    long: isLoad ? LONG_LOAD : LONG_FUNCTION,
    blocks: isLoad ? LOAD_BLOCKS : FUNCTION_BLOCKS,
    otherSeed: 1 + draw.random.integer(2 ** 31 - 3),
  });
  return { seconds: (host.clock.monotonicMs() - startedMs) / 1_000, differences };
}

interface PlanContext {
  readonly host: Host;
  readonly executors: BenchExecutors;
  readonly workload: Workload;
  readonly run: RecordingOptions;
  readonly sameSeeds: boolean;
}

interface Lengths {
  readonly ordinary: UnitLength;
  readonly long: UnitLength;
  readonly blocks: { readonly blocks: number; readonly blockMs: number };
  /** For the second pair of a quad. */
  readonly otherSeed: number;
}

async function differencesOf(
  context: PlanContext,
  shape: SamplingPlan['shape'],
  pair: PlannedPair,
  { ordinary, long, blocks, otherSeed }: Lengths,
): Promise<Readonly<Record<string, number>>> {
  const takePair = (as: PairPlan, length: UnitLength, of = pair): Promise<TrialPair> =>
    takeOne(context, of, as, length);
  switch (shape) {
    case 'back-to-back':
      return logRatios(await takePair({ type: 'back-to-back' }, ordinary));
    case 'long-units':
      return logRatios(await takePair({ type: 'back-to-back' }, long));
    case 'alternating':
      return logRatios(await takePair({ type: 'alternating', ...blocks }, ordinary));
    case 'three-times-as-many-blocks':
      return logRatios(
        await takePair({ type: 'alternating', ...blocks, blocks: 3 * blocks.blocks }, ordinary),
      );
    case 'at-once':
      return logRatios(await takeAtOnce(context, pair, ordinary));
    case 'abba': {
      const first = logRatios(await takePair({ type: 'back-to-back' }, ordinary));
      const turned: PlannedPair = {
        ...pair,
        number: pair.number + 1,
        slotOfA: pair.slotOfA === 0 ? 1 : 0,
        seed: otherSeed,
      };
      const second = logRatios(await takePair({ type: 'back-to-back' }, ordinary, turned));
      return Object.fromEntries(
        Object.keys(first).map((metric) => [
          metric,
          mean([first[metric] ?? Number.NaN, second[metric] ?? Number.NaN]),
        ]),
      );
    }
    default:
      return assertNever(shape);
  }
}

function takeOne(
  context: PlanContext,
  pair: PlannedPair,
  as: PairPlan,
  length: UnitLength,
): Promise<TrialPair> {
  const { host, executors, workload, run } = context;
  const scenario = (side: SideId) =>
    createWorkloadScenario(run.projectOf(side, planPairTrial(pair, side).slot), workload, length);
  const executor = withSeeds(context, executors.for(workload));
  const scenarios = { a: scenario('a'), b: scenario('b') };
  return measureTrialPair(host, { executor, scenarios, plan: as }, pair, run);
}

async function takeAtOnce(
  { host, executors, workload, run }: PlanContext,
  pair: PlannedPair,
  length: UnitLength,
): Promise<TrialPair> {
  const measured = await Promise.all(
    sidesInSlotOrder(pair).map(async (side): Promise<readonly [SideId, Trial]> => {
      const trial = planPairTrial(pair, side);
      const scenario = createWorkloadScenario(run.projectOf(side, trial.slot), workload, length);
      const executor = executors.for(workload, trial.slot);
      return [side, await measureTrial(host, executor, scenario, trial, run)];
    }),
  );
  return Object.fromEntries(measured) as TrialPair;
}

/** Returns the executor, with another seed for the second side unless the plan shares seeds. */
function withSeeds<E extends ReturnType<BenchExecutors['for']>>(
  { sameSeeds }: PlanContext,
  executor: E,
): E {
  if (sameSeeds) return executor;
  return {
    ...executor,
    open: (unit) => {
      const { trial } = unit;
      const seed =
        trial.side === 'a' ? trial.seed : 1 + ((trial.seed + 0x2545f491) % (2 ** 31 - 2));
      return executor.open({ ...unit, trial: { ...trial, seed } });
    },
  };
}

/** Metrics of a plan's table. */
const SHOWN = ['wall_time', 'cpu_time', 'latency.p95'];

function logRatios({ a, b }: TrialPair): Record<string, number> {
  const units = { a: requireCompletedTrial(a), b: requireCompletedTrial(b) };
  return Object.fromEntries(
    SHOWN.flatMap((metric) => {
      const values = readMetricPairValues(units, metric);
      return values !== null && values.a > 0 && values.b > 0
        ? [[metric, Math.log(values.b / values.a)]]
        : [];
    }),
  );
}
