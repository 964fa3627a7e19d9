import type { Host } from '../host.ts';
import type { Executor, PlannedTrial, SharedProcesses } from '../model/executor.ts';
import type { ProgressListener } from '../model/progress-event.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';
import type { Trial } from '../model/trial.ts';
import { SEED_LIMIT } from '../model/value/max-v8-random-seed.ts';
import type { Random } from '../stats/seeded-random.ts';
import type { ScenarioBatch } from './batch-scenarios.ts';
import { measureTrial } from './measure-trial.ts';
import type { MeasurementLock } from './measurement-lock.ts';
import { shouldStopSampling } from './should-stop-sampling.ts';
import { isMeasuredTrial } from './summarise-and-judge-run-record.ts';
import { trialFilesFolder } from './trial-artifact-files.ts';

export interface MeasuredScenario {
  readonly scenario: Scenario;
  readonly executor: Executor;
  readonly trials: Trial[];
  readonly onTrial: (trial: Trial) => void;
  stop: string | null;
  /** Time spent in its own trials, milliseconds. */
  elapsedMs: number;
}

export interface MeasurementContext {
  readonly host: Host;
  readonly lock: MeasurementLock;
  readonly random: Random;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/**
 * Measures the scenarios of a batch in rounds, one unit of each per round, until each has enough
 * trials.
 */
export async function measureScenariosInRounds(
  measured: readonly MeasuredScenario[],
  context: MeasurementContext,
  { isShared }: Pick<ScenarioBatch, 'isShared'>,
): Promise<void> {
  let nextIndex = 0;
  for (let round = 0; ; round += 1) {
    const openIndexes = measured.flatMap(({ stop }, index) => (stop === null ? [index] : []));
    if (openIndexes.length === 0) return;
    // A group warms up as long as its most demanding member.
    const warmups = Math.max(...measured.map(({ scenario }) => scenario.sampling.warmupTrials));
    const plan = planRound(
      openIndexes,
      { number: round, warmup: round < warmups, nextIndex },
      context.random,
    );
    nextIndex += plan.length;
    await (isShared ? measureInSharedProcess : measureSeparately)(measured, plan, context);
  }
}

async function measureSeparately(
  measured: readonly MeasuredScenario[],
  plan: readonly PlannedRoundTrial[],
  context: MeasurementContext,
): Promise<void> {
  for (const { scenarioIndex, trial } of plan) {
    const subject = measured[scenarioIndex];
    if (subject !== undefined) await measureAndRecord(subject, subject.executor, trial, context);
  }
}

/** If a scenario fails in the shared process, it is measured again in a process of its own. */
async function measureInSharedProcess(
  measured: readonly MeasuredScenario[],
  plan: readonly PlannedRoundTrial[],
  context: MeasurementContext,
): Promise<void> {
  let shared: SharedProcesses | null = null;
  try {
    for (const { scenarioIndex, trial } of plan) {
      const subject = measured[scenarioIndex];
      if (subject === undefined) continue;
      const { executor } = subject;
      if (executor.createSharedProcesses === undefined) {
        await measureAndRecord(subject, executor, trial, context);
        continue;
      }
      shared ??= executor.createSharedProcesses();
      const isRecorded = await measureAndRecord(
        subject,
        { ...executor, open: shared.open },
        trial,
        context,
        {
          isFailureTaken: false,
        },
      );
      if (isRecorded) continue;
      await shared.close();
      shared = null;
      await measureAndRecord(subject, executor, trial, context);
    }
  } finally {
    await shared?.close();
  }
}

/**
 * Measures a trial and records it; returns false if it was not recorded.
 * @param recordsFailure - False if a failure may be due to the shared process.
 */
async function measureAndRecord(
  subject: MeasuredScenario,
  executor: Executor,
  trial: PlannedTrial,
  context: MeasurementContext,
  { isFailureTaken: recordsFailure = true } = {},
): Promise<boolean> {
  const finished = context.signal.aborted
    ? null
    : await measureUnderLock(subject, executor, trial, context);
  if (finished === null) subject.stop = 'interrupted';
  else if (finished.state === 'failed' && !recordsFailure) return false;
  else recordAndDecideStop(subject, finished, context.onProgress);
  return true;
}

/** Measures a trial under the lock; null: interrupted while waiting for it. */
async function measureUnderLock(
  { scenario }: MeasuredScenario,
  executor: Executor,
  trial: PlannedTrial,
  { host, lock, folder, signal, onProgress }: MeasurementContext,
): Promise<Trial | null> {
  const reportProgress = (text: string): void =>
    onProgress({ type: 'unit-progress', scenario: scenario.name, text });
  const keepFolder = trial.warmup ? undefined : trialFilesFolder(folder, trial);
  const run = { folder, signal, keepFolder, onProgress: reportProgress };
  const measure = () => measureTrial(host, executor, scenario, trial, run);
  try {
    return await lock.hold(scenario.name, measure, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function recordAndDecideStop(
  subject: MeasuredScenario,
  trial: Trial,
  onProgress: ProgressListener,
): void {
  const { scenario, trials } = subject;
  const elapsedMs = subject.elapsedMs + trial.durationMs;
  const allTrials = [...trials, trial];
  const progress = { trials: allTrials.filter(isMeasuredTrial).length, elapsedMs };
  const decision = shouldStopSampling(
    primarySample(scenario, allTrials),
    progress,
    scenario.sampling,
  );
  if (decision.stop) subject.stop = decision.reason;
  addTrial(subject, trial, onProgress);
}

/** Adds a trial to a scenario; one that did not complete ends its sampling. */
export function addTrial(
  subject: MeasuredScenario,
  trial: Trial,
  onProgress: ProgressListener,
): void {
  const { scenario, trials } = subject;
  trials.push(trial);
  subject.onTrial(trial);
  subject.elapsedMs += trial.durationMs;
  if (trial.state === 'failed') subject.stop = 'failed';
  if (trial.state === 'aborted') subject.stop = 'interrupted';
  const done = primarySample(scenario, trials).length;
  const leftMs = subject.stop === null ? estimateTimeLeftMs(subject, done) : 0;
  onProgress({ type: 'trial-finished', scenario: scenario.name, trial, done, leftMs });
}

function primarySample(scenario: Scenario, trials: readonly Trial[]): readonly number[] {
  const primary = primaryMetric(scenario);
  return trials.filter(isMeasuredTrial).flatMap((trial) => trial.measurements[primary] ?? []);
}

/** Returns an upper bound of the remaining time, since the precision may be reached sooner. */
function estimateTimeLeftMs(subject: MeasuredScenario, done: number): number {
  const { sampling } = subject.scenario;
  const trialMs = subject.elapsedMs / Math.max(1, subject.trials.length);
  const untilMaxMs = (sampling.maxTrials - done) * trialMs;
  const untilMinMs = Math.max(0, sampling.minTrials - done) * trialMs;
  return Math.max(untilMinMs, Math.min(untilMaxMs, sampling.maxTimeMs - subject.elapsedMs));
}

interface PlannedRoundTrial {
  readonly scenarioIndex: number;
  readonly trial: PlannedTrial;
}

/**
 * Plans one round: one fresh unit of each scenario in the batch, in random order, so that no
 * scenario is always first or on a warmer machine. All units of a round share their V8 seeds, which
 * removes the seeds' effect from the differences between alternatives.
 */
function planRound(
  scenarioIndexes: readonly number[],
  round: { readonly number: number; readonly warmup: boolean; readonly nextIndex: number },
  random: Random,
): readonly PlannedRoundTrial[] {
  const seed = 1 + random.integer(SEED_LIMIT - 1);
  return random.shuffle(scenarioIndexes).map((scenarioIndex, position) => ({
    scenarioIndex,
    trial: {
      index: round.nextIndex + position,
      warmup: round.warmup,
      side: 'a',
      pair: round.number,
      slot: 0,
      seed,
    },
  }));
}
