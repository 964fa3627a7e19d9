import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Host } from '../host.ts';
import {
  type BlockRequest,
  type Executor,
  type PlannedTrial,
  type Unit,
  UnitFailure,
} from '../model/executor.ts';
import { describeOutputError } from '../model/program-output-error.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Block, Failure, Trial } from '../model/trial.ts';
import { combineTrialBlocks } from './aggregate-trial-block-metrics.ts';

/** Environment and listeners of a unit. */
interface TrialRun {
  /** Folder for files that do not outlive the command. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Folder for files that are stored with the record; absent: none are. */
  readonly keepFolder?: string | undefined;
  /** See `UnitContext`. */
  readonly core?: number | undefined;
  /** Deadline on the host's monotonic clock; a unit that has not finished is aborted then. */
  readonly endsAtMs?: number | undefined;
  readonly onProgress?: (text: string) => void;
}

/** Measures one fresh unit. All failures are returned as data. */
export async function measureTrial(
  host: Host,
  executor: Executor,
  scenario: Scenario,
  planned: PlannedTrial,
  run: TrialRun,
): Promise<Trial> {
  const trial = beginTrial(host, executor, scenario, planned, run);
  await trial.open();
  await trial.measure({ index: 0, durationMs: null });
  return trial.end();
}

/** Trial in progress, whose steps are called in this order; a failed step skips later ones. */
export interface OpenTrial {
  readonly open: () => Promise<void>;
  readonly measure: (block: BlockRequest) => Promise<void>;
  /** Reads values that a unit reports once, after its last block; called by `end` if needed. */
  readonly read: () => Promise<void>;
  /** Closes the unit. @param isIncomplete - True to skip final readings: the pair has failed. */
  readonly end: (isIncomplete?: boolean) => Promise<Trial>;
  readonly hasFailed: () => boolean;
}

/** Begins a trial, whose time limit runs from now on; the unit is not open yet. */
export function beginTrial(
  host: Host,
  executor: Executor,
  scenario: Scenario,
  planned: PlannedTrial,
  run: TrialRun & {
    /** Time limit, milliseconds. Default: that of the scenario. */
    readonly timeoutMs?: number;
    /** If true, values that the unit reports once are not read. Default: false. */
    readonly skipsFinalReading?: boolean | undefined;
  },
): OpenTrial {
  const { timeoutMs = scenario.timeoutMs } = run;
  const startedMs = host.clock.monotonicMs();
  const startedAt = host.clock.now().toISOString();
  const folder = join(run.folder, `unit-${planned.index}`);
  const limits = startLimits(timeoutMs, (run.endsAtMs ?? Number.POSITIVE_INFINITY) - startedMs);
  const signal = AbortSignal.any([run.signal, limits.signal]);
  const blocks: Block[] = [];
  let failure: Failure | null = null;
  let isAtDeadline = false;
  let partial: Block | null = null;
  let defect: { readonly error: unknown } | null = null;
  let unit: Unit | undefined;

  const step = async (action: () => Promise<void>): Promise<void> => {
    if (failure !== null || defect !== null) return;
    try {
      await action();
    } catch (error) {
      isAtDeadline = limits.reached() === 'cut';
      if (limits.reached() !== null) failure = timeoutFailure(timeoutMs, error);
      else if (error instanceof UnitFailure) ({ failure, partial } = error);
      else if (run.signal.aborted) failure = { reason: 'exited', message: 'interrupted' };
      else defect = { error };
    }
  };
  let isRead = run.skipsFinalReading === true;
  const read = (): Promise<void> =>
    step(async () => {
      const last = blocks.at(-1);
      if (isRead || last === undefined) return;
      isRead = true;
      const found = await unit?.readFinalValues?.();
      if (found !== undefined) blocks.splice(-1, 1, withFinalReading(last, found));
    });
  return {
    hasFailed: () => failure !== null || defect !== null,
    open: () =>
      step(async () => {
        host.files.makeFolder(folder);
        const { keepFolder, core, onProgress } = run;
        const context = { trial: planned, folder, keepFolder, core, signal, onProgress };
        unit = await executor.open({ scenario, ...context });
      }),
    measure: (block) =>
      step(async () => {
        if (unit !== undefined) blocks.push(await unit.measure(block));
      }),
    read,
    end: async (isIncomplete = false) => {
      if (!isIncomplete) {
        await read();
        await step(async () => unit?.finish?.());
      }
      await unit?.close();
      host.files.remove(folder);
      // An error that is not a failure of the unit is a defect of perf-harness, and ends the run.
      if (defect !== null) throw defect.error;
      const durationMs = host.clock.monotonicMs() - startedMs;
      const identity = { ...planned, startedAt, startedMs, durationMs };
      if (run.signal.aborted) return { state: 'aborted', ...identity, message: 'interrupted' };
      // A unit that ran out of time has not failed; its outcome is unknown.
      if (isAtDeadline)
        return {
          state: 'aborted',
          ...identity,
          message: 'cut short because other scenarios need the time',
        };
      if (failure !== null) {
        return { state: 'failed', ...identity, failure, ...(partial !== null && { partial }) };
      }
      const combined = await combineTrialBlocks(blocks, executor.combineBlocks);
      return { state: 'completed', ...identity, ...combined, blocks };
    },
  };
}

function withFinalReading(
  block: Block,
  read: Pick<Block, 'measurements' | 'notes' | 'histogram'>,
): Block {
  const notes = { ...block.notes, ...read.notes };
  return {
    ...block,
    ...read,
    notes,
    measurements: { ...block.measurements, ...read.measurements },
  };
}

/** Time limits of a unit and of its pair. */
interface Limits {
  readonly signal: AbortSignal;
  /** Limit that was reached; null where neither was. */
  readonly reached: () => 'timeout' | 'cut' | null;
}

function startLimits(timeoutMs: number, deadlineInMs: number): Limits {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  if (deadlineInMs >= timeoutMs) {
    return { signal: timeout, reached: () => (timeout.aborted ? 'timeout' : null) };
  }
  const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(deadlineInMs)));
  return { signal: deadline, reached: () => (deadline.aborted ? 'cut' : null) };
}

function timeoutFailure(timeoutMs: number, error: unknown): Failure {
  return {
    reason: 'timeout',
    message: `did not finish within ${timeoutMs / 1_000} s`,
    remedy: 'Increase `timeout`, or look for code that blocks or never settles.',
    output: error instanceof UnitFailure ? error.failure.output : undefined,
  };
}

/** Describes a failure, with the error and location that the program printed. */
export function describeFailure({ message, output = '' }: Failure): string {
  const { text, at } = describeOutputError(stripVTControlCharacters(output).split(/\r\n|\n|\r/u));
  // For an error thrown by a function, the message contains the text already.
  return text === '' || message.includes(text) ? message : `${message}; it printed: ${text}${at}`;
}
