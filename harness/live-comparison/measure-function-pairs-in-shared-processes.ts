/** Measures one pair of each function of a suite, in processes shared by all functions. */
import { join } from 'node:path';
import { judgedMetrics } from '../gate/select-gated-metrics.ts';
import type { Executor, SharedProcesses } from '../model/executor.ts';
import { scenarioStarted } from '../model/progress-event.ts';
import type { FunctionScenario } from '../model/scenario/scenario.ts';
import { elapsedWithoutWaitsMs } from '../sampling/measurement-lock.ts';
import { liveCountedFamilySize } from './count-instructions-in-trial-pairs.ts';
import {
  contaminatesProcess,
  fitPairMeasurementPlan,
  hasOpenConnections,
  startsThreadsOrProcesses,
} from './fit-measurement-plan-to-first-pair.ts';
import {
  measureNextTrialPair,
  type PairContext,
  type PairKind,
} from './measure-and-record-next-trial-pair.ts';
import type { TrialPair } from './measure-trial-pair.ts';
import type { PairPlan } from './pair-measurement-plan.ts';
import type { ComparedScenario } from './scenario-comparison-state.ts';
import { judgeScreeningPairs } from './stop-screening-when-decided.ts';

/** Warm-up of a function in a shared process, milliseconds (docs/decisions/0039). */
const WARMUP_MS = 12;
/** Rounds that measure allocation: it hardly varies, and reading it takes some thirty collections. */
const ALLOCATION_ROUNDS = 11;
const ALLOCATED = 'allocated';
/** Maximum time of a function per round, with hooks, in ms; slower ones delay others' pairs. */
const MAX_PAIR_MS = 1_000;
/** Time limit of a pair, in milliseconds; the first pair of a round also starts the processes. */
const PAIR_TIMEOUT_MS = 2_000;
/** Number of aborted pairs of a function after which it counts as too slow for sharing. */
const MAX_ABORTED_PAIRS = 1;

export type SharedPlan = Extract<PairPlan, { readonly type: 'alternating' }>;

/** One pair of each function that is still open, measured in the same two processes. */
export interface SharedRound {
  /** From 0; the first is a warm-up. */
  readonly round: number;
  readonly plan: SharedPlan;
  /** Current deadline of all sharing scenarios, excluding waits for other processes. */
  readonly endsAtMs: () => number;
  /** Scenarios whose earlier failure another scenario apparently caused; updated by this round. */
  readonly failedBefore: Set<ComparedScenario>;
}

/** Outcome of a pair for the processes that it shares. */
type Outcome = 'continue' | 'cannot-share' | 'contaminates' | 'failed' | 'aborted' | 'interrupted';

/**
 * Measures one pair of each open scenario in random order. @param all - The whole suite.
 * @returns Scenarios that have to be measured in processes of their own.
 */
export async function measureSharedProcessRound(
  open: readonly ComparedScenario[],
  all: readonly ComparedScenario[],
  round: SharedRound,
  context: PairContext,
): Promise<ReadonlySet<ComparedScenario>> {
  const { services, random, options } = context;
  const isFirst = round.round === 0;
  const trace = join(options.folder, 'trace-together');
  const slotOfA = random.integer(2) === 0 ? 0 : 1;
  const processes = createProcesses({ ...round, slotOfA, trace }, context);
  const alone = new Set<ComparedScenario>();
  try {
    for (const subject of random.shuffle(open)) {
      if (elapsedWithoutWaitsMs(services.host, services.lock) >= round.endsAtMs()) break;
      if (isFirst) {
        services.onProgress(scenarioStarted(subject.scenario, all.indexOf(subject), all.length));
      }
      const { outcome, culprit } = await measureAndFindCulprit(subject, processes, round);
      if (culprit !== null) alone.add(culprit);
      if (outcome === 'interrupted') {
        for (const openSubject of open) openSubject.stop = 'interrupted';
        return alone;
      }
      if (outcome === 'continue') {
        if (!isFirst) judgeScreeningPairs(subject, context, liveCountedFamilySize(all));
      } else if (outcome !== 'aborted' || isFirst || countAborted(subject) > MAX_ABORTED_PAIRS) {
        alone.add(subject);
      }
    }
  } finally {
    await processes.replace();
  }
  return isFirst && loadsFilesOutside(trace, context) ? new Set(open) : alone;
}

/** The two processes of a round, one a side; started when first needed. */
interface Processes {
  /** Measures one pair; after any that failed, was aborted or contaminates, starts fresh ones. */
  readonly measure: (subject: ComparedScenario) => Promise<Outcome>;
  /** Last scenario measured in these processes; null if they are fresh. */
  readonly last: () => ComparedScenario | null;
  readonly replace: () => Promise<void>;
}

function createProcesses(
  {
    round,
    plan,
    endsAtMs,
    slotOfA,
    trace,
  }: SharedRound & { readonly slotOfA: 0 | 1; readonly trace: string },
  context: PairContext,
): Processes {
  const { host, lock } = context.services;
  const isFirst = round === 0;
  let shared: SharedProcesses | null = null;
  let last: ComparedScenario | null = null;
  const replace = async (): Promise<void> => {
    await shared?.close();
    shared = null;
    last = null;
  };
  return {
    last: () => last,
    replace,
    measure: async (subject) => {
      shared ??= subject.executor.createSharedProcesses?.() ?? null;
      if (shared === null) throw new TypeError('the executor does not support shared processes');
      const executor: Executor = { ...subject.executor, open: shared.open };
      const skipsFinalReading = round >= ALLOCATION_ROUNDS && !subject.gated.has(ALLOCATED);
      const scenario = shortenForSharing(subject, plan);
      const kind: PairKind = {
        stage: 'screen',
        warmup: isFirst,
        method: { executor, plan: { ...plan, skipsFinalReading }, scenario, slotOfA },
        limitMs: Math.min(PAIR_TIMEOUT_MS, endsAtMs() - elapsedWithoutWaitsMs(host, lock)),
        ...(isFirst && { trace }),
      };
      const beforeMs = subject.elapsedMs;
      const trials = await measureNextTrialPair(subject, kind, context);
      if (trials === null || context.options.signal.aborted) return 'interrupted';
      last = subject;
      const outcome = outcomeOf(trials);
      if (outcome !== 'continue') {
        await replace();
        return outcome;
      }
      const isSlow = subject.elapsedMs - beforeMs > MAX_PAIR_MS;
      if (isSlow || !canContinueSharing(subject, trials, plan)) return 'cannot-share';
      const judged = judgedMetrics(subject.gated, subject.scenario);
      subject.plan = fitPairMeasurementPlan(subject.plan, subject.scenario, trials, judged);
      subject.sharesProcesses = true;
      return outcome;
    },
  };
}

function outcomeOf(trials: TrialPair): 'failed' | 'aborted' | 'contaminates' | 'continue' {
  const states = [trials.a.state, trials.b.state];
  if (states.includes('failed')) return 'failed';
  if (states.includes('aborted')) return 'aborted';
  return contaminatesProcess(trials) ? 'contaminates' : 'continue';
}

/**
 * Measures a pair. If it fails, either it or the previous scenario is the cause; a retry in fresh
 * processes decides: a pair that succeeds there was not to blame. If that happens twice, the
 * scenario itself fails occasionally.
 */
async function measureAndFindCulprit(
  subject: ComparedScenario,
  processes: Processes,
  { failedBefore }: SharedRound,
): Promise<{ readonly outcome: Outcome; readonly culprit: ComparedScenario | null }> {
  const previous = processes.last();
  const outcome = await processes.measure(subject);
  if (outcome !== 'failed' || previous === null || failedBefore.has(subject)) {
    return { outcome, culprit: null };
  }
  discardLastPair(subject);
  const retried = await processes.measure(subject);
  if (retried === 'failed') return { outcome: retried, culprit: null };
  failedBefore.add(subject);
  return { outcome: retried, culprit: previous };
}

function shortenForSharing(
  { scenario }: ComparedScenario,
  { blocks, blockMs }: SharedPlan,
): FunctionScenario {
  if (scenario.kind !== 'function')
    throw new TypeError('only function scenarios can share a process');
  const warmupMs = Math.min(scenario.warmupMs, WARMUP_MS);
  const measureMs = Math.min(scenario.measureMs, blocks * blockMs);
  return withEnlargedYoungGeneration({ ...scenario, warmupMs, measureMs });
}

/** True if a pair shows that the function is quick enough, and needs nothing of its own. */
function canContinueSharing(
  subject: ComparedScenario,
  trials: TrialPair,
  plan: SharedPlan,
): boolean {
  if (hasOpenConnections(trials) || startsThreadsOrProcesses(trials)) return false;
  const judged = judgedMetrics(subject.gated, subject.scenario);
  const fitted = fitPairMeasurementPlan(plan, shortenForSharing(subject, plan), trials, judged);
  return fitted.type === 'alternating';
}

function countAborted({ trials: { a, b } }: ComparedScenario): number {
  return a.filter(({ state }, index) => state === 'aborted' || b[index]?.state === 'aborted')
    .length;
}

/** Discards a pair that failed because of another scenario. */
function discardLastPair(subject: ComparedScenario): void {
  for (const side of ['a', 'b'] as const) subject.trials[side].pop();
  subject.pairs -= 1;
}

function loadsFilesOutside(trace: string, { sides }: PairContext): boolean {
  return (['a', 'b'] as const).some(
    (side) => sides.filesLoadedOutside(side, `${trace}-${side}`).length > 0,
  );
}

/**
 * V8 collects a young generation of its initial size, 1 MB, several times per millisecond, and the
 * cost differs between processes: functions with a `Map` differed by 25 % from pair to pair, and by
 * 3 % with this size, which the young generation of a busy server reaches (docs/decisions/0039).
 */
const ENLARGED_YOUNG_GENERATION = '--min-semi-space-size=16';

/** Returns the function with an enlarged young generation; the scenario's later flags win. */
export function withEnlargedYoungGeneration(scenario: FunctionScenario): FunctionScenario {
  return { ...scenario, nodeArgs: [ENLARGED_YOUNG_GENERATION, ...scenario.nodeArgs] };
}
