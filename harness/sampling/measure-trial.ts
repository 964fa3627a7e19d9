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
  /** For files that do not outlive the command. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly keepFolder?: string | undefined;
  /** See `UnitContext`. */
  readonly core?: number | undefined;
  /** When others need the time, on the host's monotonic clock. A unit that is not done is aborted. */
  readonly endsAtMs?: number | undefined;
  /** Called with the progress of the unit. */
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

/** Unit from opening to closing, step by step; a failed step skips the steps after it. */
export interface OpenTrial {
  readonly open: () => Promise<void>;
  readonly measure: (block: BlockRequest) => Promise<void>;
  /** Reads values that a unit reports once, after its last block; else `end` calls it. */
  readonly read: () => Promise<void>;
  /** Closes the unit, once. @param isCutShort - No more values, as where the other side failed. */
  readonly end: (isCutShort?: boolean) => Promise<Trial>;
  readonly hasFailed: () => boolean;
}

/** A trial of which no step has been done. Its time limit runs from here on. */
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
  let isCut = false;
  let partial: Block | null = null;
  let defect: { readonly error: unknown } | null = null;
  let unit: Unit | undefined;

  const step = async (action: () => Promise<void>): Promise<void> => {
    if (failure !== null || defect !== null) return;
    try {
      await action();
    } catch (error) {
      isCut = limits.reached() === 'cut';
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
      const found = await unit?.readOnce?.();
      if (found !== undefined) blocks.splice(-1, 1, withRead(last, found));
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
    end: async (isCutShort = false) => {
      if (!isCutShort) {
        await read();
        await step(async () => unit?.finish?.());
      }
      await unit?.close();
      host.files.remove(folder);
      // Not the unit's doing: a defect of ours ends the run.
      if (defect !== null) throw defect.error;
      const durationMs = host.clock.monotonicMs() - startedMs;
      const place = { ...planned, startedAt, startedMs, durationMs };
      if (run.signal.aborted) return { state: 'aborted', ...place, message: 'interrupted' };
      // The unit has not failed: its outcome is unknown.
      if (isCut)
        return {
          state: 'aborted',
          ...place,
          message: 'cut short because other scenarios need the time',
        };
      if (failure !== null) {
        return { state: 'failed', ...place, failure, ...(partial !== null && { partial }) };
      }
      const combined = await combineTrialBlocks(blocks, executor.overBlocks);
      return { state: 'completed', ...place, ...combined, blocks };
    },
  };
}

function withRead(block: Block, read: Pick<Block, 'measurements' | 'notes' | 'histogram'>): Block {
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

function startLimits(timeoutMs: number, cutMs: number): Limits {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  if (cutMs >= timeoutMs) {
    return { signal: timeout, reached: () => (timeout.aborted ? 'timeout' : null) };
  }
  const cut = AbortSignal.timeout(Math.max(0, Math.ceil(cutMs)));
  return { signal: cut, reached: () => (cut.aborted ? 'cut' : null) };
}

function timeoutFailure(timeoutMs: number, error: unknown): Failure {
  return {
    reason: 'timeout',
    message: `did not finish within ${timeoutMs / 1_000} s`,
    remedy: 'Increase `timeout`, or look for code that blocks or never settles.',
    output: error instanceof UnitFailure ? error.failure.output : undefined,
  };
}

/** A failure with the error and place that the program printed, else its last lines. */
export function describeFailure({ message, output = '' }: Failure): string {
  const { text, at } = describeOutputError(stripVTControlCharacters(output).split(/\r\n|\n|\r/u));
  // A function's own error is the message already.
  return text === '' || message.includes(text) ? message : `${message}; it printed: ${text}${at}`;
}
