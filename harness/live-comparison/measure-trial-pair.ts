import { readAllowedCores } from '../host/cpu-affinity.ts';
import type { Host } from '../host.ts';
import { assertNever } from '../model/assert-never.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { Executor } from '../model/executor.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Trial } from '../model/trial.ts';
import { beginTrial, measureTrial, type OpenTrial } from '../sampling/measure-trial.ts';
import { measureInstructions } from '../sampling/plan-and-measure-instruction-trials.ts';
import type { PairPlan } from './pair-measurement-plan.ts';
import { type PlannedPair, planPairTrial, sidesInSlotOrder } from './randomize-trial-pair.ts';

export type TrialPair = Readonly<Record<SideId, Trial>>;

export interface PairSubjects {
  readonly executor: Executor;
  readonly scenarios: Readonly<Record<SideId, Scenario>>;
  readonly plan: PairPlan;
}

interface UnitRun {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Deadline of the pair, on the host's monotonic clock; unfinished work is aborted then. */
  readonly endsAtMs?: number | undefined;
}

/** Measures one pair of fresh units. All failures are returned as data. */
export async function measureTrialPair(
  host: Host,
  subjects: PairSubjects,
  pair: PlannedPair,
  run: UnitRun,
): Promise<TrialPair> {
  const { plan } = subjects;
  if (pair.pass === 'instructions') return measureConcurrently(host, subjects, pair, run);
  switch (plan.type) {
    case 'back-to-back':
      return measureBackToBack(host, subjects, pair, run);
    case 'alternating':
      return measureAlternating(host, subjects, plan, pair, run);
    default:
      return assertNever(plan);
  }
}

async function measureBackToBack(
  host: Host,
  { executor, scenarios }: PairSubjects,
  pair: PlannedPair,
  run: UnitRun,
): Promise<TrialPair> {
  const measure = (side: SideId): Promise<Trial> =>
    measureTrial(host, executor, scenarios[side], planPairTrial(pair, side), run);
  const [first, second] = sidesInSlotOrder(pair);
  const firstTrial = await measure(first);
  return bySide(pair, firstTrial, await measure(second));
}

/** Measures both units concurrently, which halves the time and does not change counts. */
async function measureConcurrently(
  host: Host,
  { executor, scenarios }: PairSubjects,
  pair: PlannedPair,
  run: UnitRun,
): Promise<TrialPair> {
  const units = sidesInSlotOrder(pair).map((side) => ({
    scenario: scenarios[side],
    trial: planPairTrial(pair, side),
  }));
  const [first, second] = await measureInstructions(host, executor, units, run);
  if (first === undefined || second === undefined)
    throw new TypeError('one side of the pair has no trial');
  return bySide(pair, first, second);
}

function bySide({ slotOfA }: PlannedPair, first: Trial, second: Trial): TrialPair {
  return slotOfA === 0 ? { a: first, b: second } : { a: second, b: first };
}

/** Aborts the other trial of a pair if one did not complete, since it ended early. */
function abortIncompletePair({ a, b }: TrialPair): TrialPair {
  if (a.state !== 'completed') return { a, b: abortTrial(b, a.state) };
  return b.state === 'completed' ? { a, b } : { a: abortTrial(a, b.state), b };
}

function abortTrial(trial: Trial, other: 'failed' | 'aborted'): Trial {
  if (trial.state !== 'completed') return trial;
  const { measurements, unavailable, blocks, ...planned } = trial;
  const outcome = other === 'failed' ? 'failed' : 'was cut short';
  return { ...planned, state: 'aborted', message: `the other trial of the pair ${outcome}` };
}

/** Returns a different core for each pair, so that no single core determines the results. */
function coreOf({ number }: PlannedPair): number | undefined {
  const cores = readAllowedCores(process.pid) ?? [];
  return cores.length < 2 ? undefined : cores[number % cores.length];
}

/**
 * Measures with both units open and the order reversed each round, so that slow drift affects both
 * alike. A failure ends the pair.
 */
async function measureAlternating(
  host: Host,
  { executor, scenarios }: PairSubjects,
  plan: Extract<PairPlan, { type: 'alternating' }>,
  pair: PlannedPair,
  run: UnitRun,
): Promise<TrialPair> {
  const begin = (side: SideId): OpenTrial =>
    beginTrial(host, executor, scenarios[side], planPairTrial(pair, side), {
      ...run,
      core: plan.isOnOneCore === true ? coreOf(pair) : undefined,
      skipsFinalReading: plan.skipsFinalReading,
      // Each unit waits while the other is measured.
      timeoutMs: scenarios.a.timeoutMs + scenarios.b.timeoutMs,
    });
  const trials: Readonly<Record<SideId, OpenTrial>> = { a: begin('a'), b: begin('b') };
  const order = sidesInSlotOrder(pair);
  const hasFailed = (): boolean => trials.a.hasFailed() || trials.b.hasFailed();
  // Opened concurrently, since startup is not measured and servers start slowly.
  await Promise.all(order.map((side) => trials[side].open()));
  // A block still reads its own accounting while the other side's next block begins.
  const blocksInProgress: Record<SideId, Promise<void>> = {
    a: Promise.resolve(),
    b: Promise.resolve(),
  };
  const { maxMs = Number.POSITIVE_INFINITY } = plan;
  const startedMs = host.clock.monotonicMs();
  const isTimeUp = (): boolean => host.clock.monotonicMs() - startedMs > maxMs;
  for (let index = 0; index < plan.blocks && !isTimeUp(); index += 1) {
    for (const side of index % 2 === 0 ? order : order.toReversed()) {
      await blocksInProgress[side];
      if (hasFailed()) continue;
      const quiet = Promise.withResolvers<void>();
      const onMeasured = quiet.resolve;
      blocksInProgress[side] = trials[side].measure({
        index,
        durationMs: plan.blockMs,
        onMeasured,
      });
      await Promise.race([quiet.promise, blocksInProgress[side]]);
    }
  }
  await Promise.all([blocksInProgress.a, blocksInProgress.b]);
  // Read before either unit closes, since closing one may remove what the other still uses.
  if (!hasFailed()) await Promise.all(order.map((side) => trials[side].read()));
  // Both units are closed, even if closing the first one throws. A unit that ends early because the
  // other failed runs no more code of the scenario, so that it does not fail too.
  const isIncomplete = hasFailed();
  const ended = await Promise.allSettled(
    order.map((side) => trials[side].end(isIncomplete && !trials[side].hasFailed())),
  );
  const [firstTrial, secondTrial] = ended.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }) as [Trial, Trial];
  return abortIncompletePair(bySide(pair, firstTrial, secondTrial));
}
