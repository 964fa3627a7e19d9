/** Initial screening of a suite's functions, which share the processes of a pair. */
import { canShareProcess, MIN_SHARING_FUNCTIONS } from '../model/scenario/scenario.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  measureSharedProcessRound,
  type SharedPlan,
} from './measure-function-pairs-in-shared-processes.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';

/** Blocks of a function in a process that it shares, while all are open (docs/decisions/0039). */
const BLOCKS_PER_FUNCTION = 5;
const BLOCK_MS = 3;
/** Maximum number of blocks: more would make a pair exceed the time limit of unknown functions. */
const MAX_BLOCKS = 31;
/** Time that an unknown function may take in a round in addition to its warm-up, milliseconds. */
const MAX_MEASURING_MS = 250;
/** Metrics that need a process of their own, with the default heap of Node.js. */
const PROCESS_METRICS: readonly string[] = [
  'memory_peak',
  'event_loop_delay.p99',
  'gc_time',
  'gc_count',
  'instructions',
];

/**
 * Plans a round: more blocks per function, the fewer functions are still open. So functions decided
 * by few pairs leave their time to the noisy ones, whose number of pairs is limited.
 */
function planRound(open: number, all: number): SharedPlan {
  const blocks = Math.min(MAX_BLOCKS, Math.floor((BLOCKS_PER_FUNCTION * all) / open));
  return {
    type: 'alternating',
    // An odd number, as for functions that are measured alone.
    blocks: blocks - 1 + (blocks % 2),
    blockMs: BLOCK_MS,
    maxMs: MAX_MEASURING_MS,
    isOnOneCore: true,
  };
}

/** Callbacks of a suite while its functions are screened. */
export interface ScreenedSuite {
  readonly save: () => void;
  /**
   * Returns the current deadline for screening the suite, excluding waits for other processes, ms.
   * Scenarios that cannot share get their part of that time, once they are known.
   */
  readonly screenEndsAtMs: () => number;
  /** @param sharing - Functions that share processes. */
  readonly afterRound: (sharing: ReadonlySet<ComparedScenario>) => Promise<void>;
}

/**
 * Screens functions in rounds. Each round measures all open functions in two fresh processes, one a
 * side, in a new random order: their effects on each other become noise rather than bias. Functions
 * that cannot share are reset, to be screened alone.
 */
export async function prescreenFunctionsSharingProcess(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  { save, screenEndsAtMs, afterRound }: ScreenedSuite,
): Promise<void> {
  const { host, lock } = context.services;
  const now = (): number => elapsedWithoutWaitsMs(host, lock);
  const sharing = new Set(subjects.filter(canShare));
  if (sharing.size < MIN_SHARING_FUNCTIONS) return;
  const isOpen = ({ stop }: ComparedScenario): boolean => stop === null;
  const openCount = subjects.filter(isOpen).length;
  const failedBefore = new Set<ComparedScenario>();
  let startedMs = now();
  let roundMs = 0;
  for (let round = 0; !context.options.signal.aborted; round += 1) {
    const open = [...sharing].filter(isOpen);
    if (open.length === 0) return;
    const roundStartedMs = now();
    // Only the first round shows which functions cannot share.
    const share = round === 0 ? 1 : sharing.size / openCount;
    const endsAtMs = (): number => startedMs + share * (screenEndsAtMs() - startedMs);
    // A round that would exceed the deadline is not started.
    if (roundStartedMs + roundMs >= endsAtMs()) {
      for (const subject of open) subject.stop = 'max-time';
      return;
    }
    const plan = planRound(open.length, sharing.size);
    const roundSettings = { round, plan, endsAtMs, failedBefore };
    for (const alone of await measureSharedProcessRound(open, subjects, roundSettings, context)) {
      discardSharedMeasurements(alone);
      sharing.delete(alone);
    }
    const roundEndedMs = now();
    roundMs = roundEndedMs - roundStartedMs;
    if (round === 0) {
      // It included functions that cannot share, so its duration does not predict later rounds.
      roundMs = 0;
      startedMs = roundEndedMs;
    }
    save();
    await afterRound(sharing);
  }
}

function canShare({ executor, scenario, gated, plan, stop }: ComparedScenario): boolean {
  return (
    stop === null &&
    executor.createSharedProcesses !== undefined &&
    canShareProcess(scenario) &&
    plan.type === 'alternating' &&
    !PROCESS_METRICS.some((metric) => gated.has(metric))
  );
}

/** Discards measurements in shared processes, meaningless for a function that must be alone. */
function discardSharedMeasurements(subject: ComparedScenario): void {
  for (const side of ['a', 'b'] as const) subject.trials[side].length = 0;
  subject.pairs = 0;
  subject.elapsedMs = 0;
  subject.sharesProcesses = false;
  subject.stop = null;
  subject.trouble = null;
}
