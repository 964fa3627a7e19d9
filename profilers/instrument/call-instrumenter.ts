import { join } from 'node:path';
import { z } from 'zod';
import { addPreload } from '../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import {
  explainMissingThreadRecords,
  type MissingRecordReasons,
} from '../v8/explain-missing-thread-records.ts';
import { CALL_FIELDS } from './function-call-totals-by-time-slot.ts';
import { CALLS_FORMAT, type ThreadCallsFile } from './instrumentation-plan.ts';

const writtenSchema: z.ZodType<ThreadCallsFile> = z
  .object({
    format: z.literal(CALLS_FORMAT),
    startMs: z.number(),
    widthMs: z.number().positive(),
    rows: z
      .array(
        z
          .array(z.number())
          .length(2 + CALL_FIELDS.length)
          .readonly(),
      )
      .readonly(),
    memory: z.array(z.tuple([z.int(), z.number(), z.number()]).readonly()).readonly(),
    loaded: z.array(z.string()).readonly(),
    changed: z.array(z.string()).readonly(),
  })
  .readonly();

/** @throws UnitFailure if it was not written by the preload. */
function parseCalls(text: string): ThreadCallsFile {
  try {
    return writtenSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason =
      error instanceof z.ZodError ? 'the format is unexpected' : (error as Error).message;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the call records of instrumented functions cannot be read: ${reason}`,
    });
  }
}

export interface FunctionCalls {
  readonly calls: number;
  /** Time from call to end or settled awaited result, milliseconds; recursive calls count once. */
  readonly totalMs: number;
  /** The part of it in which no other instrumented function that it had called was running. */
  readonly selfMs: number;
  /** HTTP requests during its calls, including those of its callees. */
  readonly network: number;
  /** Statements of databases, likewise. */
  readonly database: number;
  /** Bytes that individual calls left on V8's heap; empty if none was sampled. */
  readonly leftBytes: readonly number[];
}

export interface RecordedCalls {
  /** By index of the plan. @param lastMs - Last milliseconds with calls, no warm-up; absent: all */
  readonly functionsIn: (lastMs?: number) => readonly FunctionCalls[];
  readonly loaded: readonly string[];
  /** Files that were not instrumented, since the loaded text differed from the file on disk. */
  readonly changed: readonly string[];
  /** Threads that were ended without a chance to write. */
  readonly lost: number;
}

export interface AttachedInstrumenter {
  /** Variables added to the environment of the measured program, including `NODE_OPTIONS`. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns the calls in a stretch; called once after the unit has closed. @throws UnitFailure */
  readonly read: (stretch: TimeInterval) => Promise<RecordedCalls>;
}

export type Instrumenter = ReturnType<typeof createInstrumenter>;

/** Has functions tell their calls, by a preload in every Node.js thread. @param functions - Number in the plan. */
export function createInstrumenter(host: Host, planFile: string, functions: number) {
  return {
    /** @param folder - Its own, stays until `read` ends. @param nodeOptions - As for the program. */
    attach: (folder: string, nodeOptions: string | undefined): AttachedInstrumenter => ({
      env: {
        PERF_HARNESS_INSTRUMENT: folder,
        PERF_HARNESS_INSTRUMENT_PLAN: planFile,
        NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './instrument-functions-preload'),
      },
      read: async (stretch) => readCalls(host, folder, functions, stretch),
    }),
  };
}

function readCalls(
  host: Host,
  folder: string,
  count: number,
  stretch: TimeInterval,
): RecordedCalls {
  const names = host.files.list(folder);
  const threads = names
    .filter((name) => name.endsWith('.calls'))
    .map((name) => parseCalls(host.files.read(join(folder, name)) ?? ''));
  const begun = names.filter((name) => name.endsWith('.begun')).length;
  if (threads.length === 0) throw explainMissingThreadRecords(host, folder, MISSING);
  return {
    functionsIn: (lastMs = Number.POSITIVE_INFINITY) => {
      const part = {
        ...stretch,
        fromMs: Math.max(stretch.fromMs, endOf(threads, stretch) - lastMs),
      };
      return Array.from({ length: count }, (_, of) => sumUp(threads, of, part));
    },
    loaded: [...new Set(threads.flatMap(({ loaded }) => loaded))],
    changed: [...new Set(threads.flatMap(({ changed }) => changed))],
    lost: Math.max(0, begun - threads.length),
  };
}

/** When the last call ended, as far as slots tell. */
function endOf(threads: readonly ThreadCallsFile[], { toMs }: TimeInterval): number {
  const ends = threads.flatMap(({ startMs, widthMs, rows }) =>
    rows.map(([slot = 0]) => ({
      fromMs: startMs + slot * widthMs,
      untilMs: startMs + (slot + 1) * widthMs,
    })),
  );
  return ends.reduce(
    (last, { fromMs, untilMs }) =>
      fromMs <= toMs ? Math.max(last, Math.min(untilMs, toMs)) : last,
    0,
  );
}

/** Sums calls, counted where they end. The first slot counts if at least half of it is inside. */
function sumUp(
  threads: readonly ThreadCallsFile[],
  of: number,
  { fromMs, toMs }: TimeInterval,
): FunctionCalls {
  const sums = [0, 0, 0, 0, 0];
  const leftBytes: number[] = [];
  for (const { startMs, widthMs, rows, memory } of threads) {
    for (const [slot = 0, index, ...amounts] of rows) {
      const beginMs = startMs + slot * widthMs;
      if (index !== of || beginMs + widthMs / 2 < fromMs || beginMs > toMs) continue;
      for (const [at, amount] of amounts.entries()) sums[at] = (sums[at] ?? 0) + amount;
    }
    for (const [index, atMs, bytes] of memory) {
      if (index === of && fromMs <= atMs && atMs <= toMs) leftBytes.push(bytes);
    }
  }
  const [calls = 0, totalMs = 0, selfMs = 0, network = 0, database = 0] = sums;
  return { calls, totalMs, selfMs, network, database, leftBytes };
}

const MISSING: MissingRecordReasons = {
  refused: [
    'Node.js could not be instrumented',
    'Run the program on Node.js 22.15 or later, without a permission model that forbids writing files.',
  ],
  killed: [
    'the program was killed before an instrumented function reported a call',
    'Let the program exit on its own or within two seconds of SIGTERM.',
  ],
  notLoaded: [
    'the program reported no calls',
    'Only Node.js reports calls: check that the program runs on Node.js 22.15 or later and preserves NODE_OPTIONS.',
  ],
};
