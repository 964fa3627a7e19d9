/** A first look at the functions of a suite, which share the processes of a pair. */
import { join } from 'node:path';
import { judgedMetrics } from '../gate/gated-metrics.ts';
import type { Executor, SharedProcesses } from '../model/executor.ts';
import { scenarioStarted } from '../model/progress.ts';
import { FEWEST_SHARING, mayShareProcess } from '../model/scenario/may-share.ts';
import type { FunctionScenario } from '../model/scenario/scenario.ts';
import { countedOf } from './counted-of.ts';
import { fitPlan } from './fit-plan.ts';
import { holdsMore, startsMore } from './holds-more.ts';
import { judgeScreen } from './judge-screen.ts';
import type { LiveSubject } from './live-subject.ts';
import type { PairOfTrials } from './measure-pair.ts';
import type { PairPlan } from './pair-plan.ts';
import { type PairContext, takePair } from './take-pair.ts';

/**
 * What a function is warmed up for in a process that it shares, milliseconds, and its blocks there while all
 * are open (docs/decisions/0039).
 */
const WARMUP_MS = 12;
const BLOCKS = 5;
const BLOCK_MS = 3;
/** With more a pair would take longer than one of which nothing is known may. */
const MOST_BLOCKS = 31;
/**
 * Rounds that read what a call allocates, the first included. It hardly differs from one process to the next,
 * and to read it takes as long as the blocks: some thirty collections of the young generation.
 */
const READING_ROUNDS = 11;
const READ_ONCE = 'allocated';
/** What an unknown function may take of a round beside its warm-up, milliseconds. */
const MOST_MS = 250;
/** One that takes more of a round, with its hooks, keeps the others from their pairs, milliseconds. */
const TOO_LONG_MS = 1_000;
/** What only a process of its own can tell. */
const OF_PROCESS: readonly string[] = ['memory_peak', 'event_loop_delay.p99', 'instructions'];

type TurnsPlan = Extract<PairPlan, { readonly type: 'alternating' }>;

interface Round {
  readonly round: number;
  readonly plan: TurnsPlan;
}

/**
 * How a pair is measured while so many of all are open. Those that have left were decided by few pairs,
 * so their time goes to blocks of the noisy ones, whose pairs are numbered.
 */
function planFor(open: number, all: number): TurnsPlan {
  const blocks = Math.min(MOST_BLOCKS, Math.floor((BLOCKS * all) / open));
  return {
    type: 'alternating',
    // An odd number, as of functions that are measured alone.
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
 * @param limitMs - How long the rounds may take, asked before each of them.
 */
export async function screenTogether(
  subjects: readonly LiveSubject[],
  context: PairContext,
  save: () => void,
  limitMs: () => number,
): Promise<void> {
  const { clock } = context.parts.host;
  const startedMs = clock.monotonicMs();
  const together = new Set(subjects.filter(canShare));
  if (together.size < FEWEST_SHARING) return;
  const isOpen = ({ stop }: LiveSubject): boolean => stop === null;
  let roundMs = 0;
  for (let round = 0; !context.options.signal.aborted; round += 1) {
    const open = [...together].filter(isOpen);
    if (open.length === 0) return;
    const beganMs = clock.monotonicMs();
    // One that would not end in time is not begun.
    if (beganMs - startedMs + roundMs >= limitMs()) {
      for (const subject of open) subject.stop = 'max-time';
      return;
    }
    const plan = planFor(open.length, together.size);
    for (const alone of await takeRound(open, subjects, { round, plan }, context)) {
      forget(alone);
      together.delete(alone);
    }
    roundMs = clock.monotonicMs() - beganMs;
    save();
  }
}

function canShare({ executor, scenario, gated, plan, stop }: LiveSubject): boolean {
  return (
    stop === null &&
    executor.share !== undefined &&
    mayShareProcess(scenario) &&
    plan.type === 'alternating' &&
    !OF_PROCESS.some((metric) => gated.has(metric))
  );
}

/** One pair of each. @returns Those that have to be measured alone. */
async function takeRound(
  open: readonly LiveSubject[],
  all: readonly LiveSubject[],
  { round, plan }: Round,
  context: PairContext,
): Promise<readonly LiveSubject[]> {
  const { parts, random, options } = context;
  const isFirst = round === 0;
  const slotOfA = random.integer(2) === 0 ? 0 : 1;
  const trace = join(options.folder, 'trace-together');
  const alone: LiveSubject[] = [];
  let shared: SharedProcesses | null = null;
  let before: LiveSubject | null = null;
  try {
    for (const subject of random.shuffle(open)) {
      if (isFirst) {
        parts.onProgress(scenarioStarted(subject.scenario, all.indexOf(subject), all.length));
      }
      shared ??= subject.executor.share?.() ?? null;
      if (shared === null) throw new TypeError('an executor that shares no processes');
      const executor: Executor = { ...subject.executor, open: shared.open };
      const isBrief = round >= READING_ROUNDS && !subject.gated.has(READ_ONCE);
      const scenario = shortOf(subject, plan);
      const by = { executor, plan: { ...plan, isBrief }, scenario, slotOfA } as const;
      const beforeMs = subject.elapsedMs;
      const kind = { stage: 'screen', warmup: isFirst, by, ...(isFirst && { trace }) } as const;
      const trials = await takePair(subject, kind, context);
      if (trials === null || options.signal.aborted) {
        for (const one of open) one.stop = 'interrupted';
        return alone;
      }
      if (trials.a.state === 'failed' || trials.b.state === 'failed') {
        // Which of the two did it cannot be told; what comes after them is not to suffer.
        alone.push(subject, ...(before === null ? [] : [before]));
        await shared.close();
        shared = null;
        before = null;
        continue;
      }
      const tookMs = subject.elapsedMs - beforeMs;
      if (tookMs > TOO_LONG_MS || !mayGoOn(subject, trials, plan)) alone.push(subject);
      else if (!isFirst) judgeScreen(subject, context, countedOf(all));
      before = subject;
    }
  } finally {
    await shared?.close();
  }
  return isFirst && loadsOutside(trace, context) ? open : alone;
}

/** As it is measured in a process that others need too. */
function shortOf({ scenario }: LiveSubject, { blocks, blockMs }: TurnsPlan): FunctionScenario {
  if (scenario.kind !== 'function') throw new TypeError('only functions share processes');
  const warmupMs = Math.min(scenario.warmupMs, WARMUP_MS);
  return { ...scenario, warmupMs, measureMs: Math.min(scenario.measureMs, blocks * blockMs) };
}

/** Whether it was right to measure it beside others; the plan for pairs of its own is made of it. */
function mayGoOn(subject: LiveSubject, trials: PairOfTrials, plan: TurnsPlan): boolean {
  const { scenario, gated } = subject;
  const short = shortOf(subject, plan);
  const inShort = fitPlan(plan, short, trials, judgedMetrics(gated, scenario));
  if (holdsMore(trials) || startsMore(trials) || inShort.type !== 'alternating') return false;
  subject.plan = fitPlan(subject.plan, scenario, trials, judgedMetrics(gated, scenario));
  return true;
}

/** What was measured beside others says nothing of one that has to be alone. */
function forget(subject: LiveSubject): void {
  for (const side of ['a', 'b'] as const) subject.trials[side].length = 0;
  subject.pairs = 0;
  subject.elapsedMs = 0;
  subject.stop = null;
  subject.trouble = null;
}

function loadsOutside(trace: string, { sides }: PairContext): boolean {
  return (['a', 'b'] as const).some(
    (side) => sides.loadedOutside(side, `${trace}-${side}`).length > 0,
  );
}
