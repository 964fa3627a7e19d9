import { createRandom } from '../../harness/stats/seeded-random.ts';
import { COMPARE_CASES, type CompareCase, FUNCTION_WORKLOADS } from './compare-cases.ts';
import { REPEATED_TOOLS } from './peer-tools.ts';
import type { RecordEntry } from './verdict-entries.ts';
import { CLAIMED_WORKLOADS } from './workloads.ts';

/** One task of the bench, run as a whole and saved when complete. */
export type VerdictsTask =
  | {
      readonly type: 'compare';
      readonly id: string;
      readonly compareCase: CompareCase;
      readonly workload: string;
    }
  | {
      readonly type: 'record';
      readonly id: string;
      readonly workload: string;
      readonly change: RecordEntry['change'];
      readonly first: number;
      readonly count: number;
    }
  | {
      readonly type: 'tool';
      readonly id: string;
      readonly tool: string;
      readonly workload: string;
    }
  | { readonly type: 'calibrate' | 'count'; readonly id: string; readonly workload: string };

/** Amount of each kind of measurement. */
export interface TaskAmounts {
  readonly runsOf: (compareCase: CompareCase) => number;
  readonly recordedWorkloads: readonly string[];
  /** Pairs of each recording, in chunks. */
  readonly recordedChunks: number;
  readonly chunkPairs: number;
  readonly toolRuns: number;
  readonly toolWorkloads: readonly string[];
  /** Calibrations of each workload that promises are made for. */
  readonly calibrations: number;
  /** Workloads whose planted slowdown is also counted in instructions. */
  readonly countedWorkloads: readonly string[];
  /** Limit for each stage of every comparison; null: the case's own. */
  readonly time: string | null;
  /** Required precision of the dose of a planted slowdown: half the width of its interval. */
  readonly doseHalfWidth: number;
}

/** Amounts of the full bench, which takes hours. */
export const FULL_AMOUNTS: TaskAmounts = {
  runsOf: ({ runs }) => runs,
  recordedWorkloads: [...FUNCTION_WORKLOADS, 'command'],
  recordedChunks: 8,
  chunkPairs: 20,
  toolRuns: 12,
  toolWorkloads: FUNCTION_WORKLOADS,
  calibrations: 4,
  countedWorkloads: FUNCTION_WORKLOADS,
  time: null,
  doseHalfWidth: 0.005,
};

/** A little of the most important: about two minutes, for CI. */
export const QUICK_AMOUNTS: TaskAmounts = {
  runsOf: ({ quickRuns }) => quickRuns,
  recordedWorkloads: [],
  recordedChunks: 0,
  chunkPairs: 0,
  toolRuns: 0,
  toolWorkloads: [],
  calibrations: 0,
  countedWorkloads: [],
  time: '15s',
  // No rate is derived from the quick amounts, so low precision is enough.
  doseHalfWidth: 0.04,
};

/** Parts that can be requested separately: cases, and the other parts of the bench. */
export const TASK_PARTS: readonly string[] = [
  ...COMPARE_CASES.map(({ id }) => id),
  'calibration',
  'counts',
  'peers',
  'tools',
];

/** Plans all tasks in a seeded random order, so that any completed part is a fair sample. */
export function planTasks(
  amounts: TaskAmounts,
  isAsked: (part: string) => boolean,
  seed: number,
): readonly VerdictsTask[] {
  const { shuffle } = createRandom(seed);
  return [
    ...shuffle(
      COMPARE_CASES.filter(({ id }) => isAsked(id)).flatMap((compareCase) =>
        compareTasks(compareCase, amounts),
      ),
    ),
    ...shuffle(isAsked('calibration') ? calibrateTasks(amounts) : []),
    ...(isAsked('counts') ? countTasks(amounts) : []),
    // In order: a recording is a stretch of time.
    ...(isAsked('peers') ? recordTasks(amounts) : []),
    ...shuffle(isAsked('tools') ? toolTasks(amounts) : []),
  ];
}

function compareTasks(compareCase: CompareCase, { runsOf }: TaskAmounts): readonly VerdictsTask[] {
  const { id, workloads } = compareCase;
  return Array.from({ length: runsOf(compareCase) }, (_, index): VerdictsTask => {
    const workload = workloads[index % workloads.length] ?? '';
    return { type: 'compare', id: `compare/${id}/${workload}/${index}`, compareCase, workload };
  });
}

function recordTasks(amounts: TaskAmounts): readonly VerdictsTask[] {
  const { recordedWorkloads, recordedChunks, chunkPairs } = amounts;
  return recordedWorkloads.flatMap((workload) =>
    times(recordedChunks).flatMap((chunk) =>
      (['same', 'slower'] as const).map(
        (change): VerdictsTask => ({
          type: 'record',
          id: `record/${workload}/${change}/${chunk}`,
          workload,
          change,
          first: chunk * chunkPairs,
          count: chunkPairs,
        }),
      ),
    ),
  );
}

function toolTasks({ toolRuns, toolWorkloads }: TaskAmounts): readonly VerdictsTask[] {
  return REPEATED_TOOLS.flatMap(({ name, kind }) =>
    (kind === 'command' ? ['command'] : toolWorkloads).flatMap((workload) =>
      times(toolRuns).map(
        (index): VerdictsTask => ({
          type: 'tool',
          id: `tool/${name}/${workload}/${index}`,
          tool: name,
          workload,
        }),
      ),
    ),
  );
}

function calibrateTasks({ calibrations }: TaskAmounts): readonly VerdictsTask[] {
  return CLAIMED_WORKLOADS.flatMap((workload) =>
    times(calibrations).map(
      (round): VerdictsTask => ({
        type: 'calibrate',
        id: `calibrate/${workload}/${round}`,
        workload,
      }),
    ),
  );
}

function countTasks({ countedWorkloads }: TaskAmounts): readonly VerdictsTask[] {
  return countedWorkloads.map(
    (workload): VerdictsTask => ({ type: 'count', id: `count/${workload}/0`, workload }),
  );
}

function times(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Derives the seed of a task from that of the whole bench: FNV-1a over its name, 31 bits. */
export function deriveSeed(seed: number, id: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of id) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 1) + 1;
}
