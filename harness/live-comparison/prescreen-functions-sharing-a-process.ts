/** Initial screening of a suite's functions, which share the processes of a pair. */
import {
  canShareProcess,
  MIN_SHARING_FUNCTIONS,
} from '../model/scenario/can-functions-share-process.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  measureSharedProcessRound,
  type SharedPlan,
} from './measure-function-pairs-in-shared-processes.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';

/** Blocks of a function in a process that it shares, while all are open (docs/decisions/0039). */
const BLOCKS = 5;
const BLOCK_MS = 3;
/** Maximum number of blocks: more would make a pair exceed the time limit of unknown functions. */
const MOST_BLOCKS = 31;
/** Time that an unknown function may take in a round in addition to its warm-up, milliseconds. */
const MOST_MS = 250;
/** Metrics that need a process of their own, with the default heap of Node.js. */
const OF_PROCESS: readonly string[] = [
  'memory_peak',
  'event_loop_delay.p99',
  'gc_time',
  'gc_count',
  'instructions',
];

/**
 * Functions decided by few pairs leave their time to longer blocks of the noisy functions, whose
 * number of pairs is limited.
 */
function planFor(open: number, all: number): SharedPlan {
  const blocks = Math.min(MOST_BLOCKS, Math.floor((BLOCKS * all) / open));
  return {
    type: 'alternating',
    // An odd number, as for functions that are measured alone.
    blocks: blocks - 1 + (blocks % 2),
    blockMs: BLOCK_MS,
    mostMs: MOST_MS,
    isOnOneCore: true,
  };
}

/**
 * Screens functions in rounds. Each round has two fresh processes, one a side, that hold all functions
 * which are still open, in an order drawn anew: what one does to another is noise of the rounds and
 * not a bias. One that cannot share is left as it was found, to be screened alone.
 * @param allEndAtMs - When the screen of the whole suite has to end, without waiting for others: asked
 *   again and again. Those that cannot share have their part of it, once it is known which they are.
 */
export async function prescreenFunctionsSharingProcess(
  subjects: readonly ComparedScenario[],
  context: PairContext,
  save: () => void,
  allEndAtMs: () => number,
): Promise<void> {
  const { host, lock } = context.parts;
  const now = (): number => elapsedWithoutWaitsMs(host, lock);
  const together = new Set(subjects.filter(canShare));
  if (together.size < MIN_SHARING_FUNCTIONS) return;
  const isOpen = ({ stop }: ComparedScenario): boolean => stop === null;
  const all = subjects.filter(isOpen).length;
  const failedBefore = new Set<ComparedScenario>();
  let sinceMs = now();
  let roundMs = 0;
  for (let round = 0; !context.options.signal.aborted; round += 1) {
    const open = [...together].filter(isOpen);
    if (open.length === 0) return;
    const beganMs = now();
    // In the first round it is not known yet which they are.
    const share = round === 0 ? 1 : together.size / all;
    const endsAtMs = (): number => sinceMs + share * (allEndAtMs() - sinceMs);
    // A round that would exceed the deadline is not started.
    if (beganMs + roundMs >= endsAtMs()) {
      for (const subject of open) subject.stop = 'max-time';
      return;
    }
    const plan = planFor(open.length, together.size);
    const asked = { round, plan, endsAtMs, failedBefore };
    for (const alone of await measureSharedProcessRound(open, subjects, asked, context)) {
      forget(alone);
      together.delete(alone);
    }
    const endedMs = now();
    roundMs = endedMs - beganMs;
    if (round === 0) {
      // The first round also found out which functions cannot share, so it is no measure of later
      // rounds.
      roundMs = 0;
      sinceMs = endedMs;
    }
    save();
  }
}

function canShare({ executor, scenario, gated, plan, stop }: ComparedScenario): boolean {
  return (
    stop === null &&
    executor.share !== undefined &&
    canShareProcess(scenario) &&
    plan.type === 'alternating' &&
    !OF_PROCESS.some((metric) => gated.has(metric))
  );
}

/** Discards measurements in shared processes, meaningless for a function that must be alone. */
function forget(subject: ComparedScenario): void {
  for (const side of ['a', 'b'] as const) subject.trials[side].length = 0;
  subject.pairs = 0;
  subject.elapsedMs = 0;
  subject.sharesProcesses = false;
  subject.stop = null;
  subject.trouble = null;
}
