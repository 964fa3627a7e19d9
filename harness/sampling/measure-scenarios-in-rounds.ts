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

/** Scenario being measured. */
export interface MeasuredScenario {
  readonly scenario: Scenario;
  readonly executor: Executor;
  readonly trials: Trial[];
  /** Called with every trial as soon as it is over. */
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
 * Measures scenarios in rounds, one unit of each per round, until each has enough trials. Scenarios
 * of one group are measured together; a scenario without a group is measured alone, or in the
 * process of its round if it shares one.
 */
export async function measureScenariosInRounds(
  measured: readonly MeasuredScenario[],
  parts: MeasurementContext,
  { isShared }: Pick<ScenarioBatch, 'isShared'>,
): Promise<void> {
  let nextIndex = 0;
  for (let round = 0; ; round += 1) {
    const going = measured.flatMap(({ stop }, index) => (stop === null ? [index] : []));
    if (going.length === 0) return;
    // A group warms up as long as its most demanding member.
    const warmups = Math.max(...measured.map(({ scenario }) => scenario.sampling.warmupTrials));
    const plan = planRound(
      going,
      { number: round, warmup: round < warmups, nextIndex },
      parts.random,
    );
    nextIndex += plan.length;
    await (isShared ? takeInOneProcess : takeEach)(measured, plan, parts);
  }
}

async function takeEach(
  measured: readonly MeasuredScenario[],
  plan: readonly PlannedRoundTrial[],
  parts: MeasurementContext,
): Promise<void> {
  for (const { scenarioIndex, trial } of plan) {
    const subject = measured[scenarioIndex];
    if (subject !== undefined) await takeOne(subject, subject.executor, trial, parts);
  }
}

/** If a scenario fails in a shared process, all of them are measured again alone. */
async function takeInOneProcess(
  measured: readonly MeasuredScenario[],
  plan: readonly PlannedRoundTrial[],
  parts: MeasurementContext,
): Promise<void> {
  let shared: SharedProcesses | null = null;
  try {
    for (const { scenarioIndex, trial } of plan) {
      const subject = measured[scenarioIndex];
      if (subject === undefined) continue;
      const { executor } = subject;
      if (executor.share === undefined) {
        await takeOne(subject, executor, trial, parts);
        continue;
      }
      shared ??= executor.share();
      const isTaken = await takeOne(subject, { ...executor, open: shared.open }, trial, parts, {
        isFailureTaken: false,
      });
      if (isTaken) continue;
      await shared.close();
      shared = null;
      await takeOne(subject, executor, trial, parts);
    }
  } finally {
    await shared?.close();
  }
}

/** @returns True if the trial is accepted; not a failed one if the shared process may be why. */
async function takeOne(
  subject: MeasuredScenario,
  executor: Executor,
  trial: PlannedTrial,
  parts: MeasurementContext,
  { isFailureTaken = true } = {},
): Promise<boolean> {
  const finished = parts.signal.aborted
    ? null
    : await measureAlone(subject, executor, trial, parts);
  if (finished === null) subject.stop = 'interrupted';
  else if (finished.state === 'failed' && !isFailureTaken) return false;
  else take(subject, finished, parts.onProgress);
  return true;
}

/** Returns null if interrupted while another process was measuring. */
async function measureAlone(
  { scenario }: MeasuredScenario,
  executor: Executor,
  trial: PlannedTrial,
  { host, lock, folder, signal, onProgress }: MeasurementContext,
): Promise<Trial | null> {
  const tell = (text: string): void =>
    onProgress({ type: 'unit-progress', scenario: scenario.name, text });
  const keepFolder = trial.warmup ? undefined : trialFilesFolder(folder, trial);
  const run = { folder, signal, keepFolder, onProgress: tell };
  const measure = () => measureTrial(host, executor, scenario, trial, run);
  try {
    return await lock.hold(scenario.name, measure, signal);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

function take(subject: MeasuredScenario, trial: Trial, onProgress: ProgressListener): void {
  const { scenario, trials } = subject;
  const elapsedMs = subject.elapsedMs + trial.durationMs;
  const all = [...trials, trial];
  const taken = { trials: all.filter(isMeasuredTrial).length, elapsedMs };
  const decision = shouldStopSampling(primarySample(scenario, all), taken, scenario.sampling);
  if (decision.stop) subject.stop = decision.reason;
  addTrial(subject, trial, onProgress);
}

/** Adds a trial to a scenario; a failed trial ends its sampling. */
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
  const leftMs = subject.stop === null ? timeLeft(subject, done) : 0;
  onProgress({ type: 'trial-finished', scenario: scenario.name, trial, done, leftMs });
}

function primarySample(scenario: Scenario, trials: readonly Trial[]): readonly number[] {
  const primary = primaryMetric(scenario);
  return trials.filter(isMeasuredTrial).flatMap((trial) => trial.measurements[primary] ?? []);
}

/** Upper bound, since the precision may be reached sooner. */
function timeLeft(subject: MeasuredScenario, done: number): number {
  const { sampling } = subject.scenario;
  const perTrial = subject.elapsedMs / Math.max(1, subject.trials.length);
  const byCount = (sampling.maxTrials - done) * perTrial;
  const byFewest = Math.max(0, sampling.minTrials - done) * perTrial;
  return Math.max(byFewest, Math.min(byCount, sampling.maxTimeMs - subject.elapsedMs));
}

/** Trial in a round, with the index of its scenario in the batch. */
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
