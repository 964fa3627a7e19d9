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
/** Rounds that read allocation, which hardly differs between processes and takes some thirty collections. */
const READING_ROUNDS = 11;
const READ_ONCE = 'allocated';
/** Maximum time of a function per round, with hooks, in ms; slower ones delay others' pairs. */
const TOO_LONG_MS = 1_000;
/** Time limit of a pair, in milliseconds; the first pair of a round also starts the processes. */
const CUT_MS = 2_000;
/** Number of aborted pairs of a function after which it counts as too slow for sharing. */
const MOST_CUT = 1;

/** Plan for the pairs of a function in shared processes. */
export type SharedPlan = Extract<PairPlan, { readonly type: 'alternating' }>;

/** Number and deadline of a round, with its plan. */
export interface SharedRound {
  /** From 0. */
  readonly round: number;
  readonly plan: SharedPlan;
  /** Current deadline of all sharing scenarios, excluding waits for other processes. */
  readonly endsAtMs: () => number;
  /** Scenarios whose earlier failure another scenario apparently caused; updated by this round. */
  readonly failedBefore: Set<ComparedScenario>;
}

/** Outcome of a pair. */
type Outcome = 'goes-on' | 'cannot-share' | 'harms-others' | 'failed' | 'cut' | 'interrupted';

/**
 * Measures one pair of each scenario in random order. @param open - Scenarios that share processes.
 * @returns Scenarios to be measured alone.
 */
export async function measureSharedProcessRound(
  open: readonly ComparedScenario[],
  all: readonly ComparedScenario[],
  round: SharedRound,
  context: PairContext,
): Promise<ReadonlySet<ComparedScenario>> {
  const { parts, random, options } = context;
  const isFirst = round.round === 0;
  const trace = join(options.folder, 'trace-together');
  const slotOfA = random.integer(2) === 0 ? 0 : 1;
  const processes = shareProcesses({ ...round, slotOfA, trace }, context);
  const alone = new Set<ComparedScenario>();
  try {
    for (const subject of random.shuffle(open)) {
      if (elapsedWithoutWaitsMs(parts.host, parts.lock) >= round.endsAtMs()) break;
      if (isFirst) {
        parts.onProgress(scenarioStarted(subject.scenario, all.indexOf(subject), all.length));
      }
      const { outcome, culprit } = await measureOrBlame(subject, processes, round);
      if (culprit !== null) alone.add(culprit);
      if (outcome === 'interrupted') {
        for (const openSubject of open) openSubject.stop = 'interrupted';
        return alone;
      }
      if (outcome === 'goes-on') {
        if (!isFirst) judgeScreeningPairs(subject, context, liveCountedFamilySize(all));
      } else if (outcome !== 'cut' || isFirst || cutPairs(subject) > MOST_CUT) alone.add(subject);
    }
  } finally {
    await processes.replace();
  }
  return isFirst && loadsOutside(trace, context) ? new Set(open) : alone;
}

/** The processes of a round. */
interface Processes {
  /** Measures one pair; fresh processes follow one that failed, was aborted or harms others. */
  readonly measure: (subject: ComparedScenario) => Promise<Outcome>;
  /** Last scenario measured in these processes; null if they are fresh. */
  readonly last: () => ComparedScenario | null;
  readonly replace: () => Promise<void>;
}

function shareProcesses(
  {
    round,
    plan,
    endsAtMs,
    slotOfA,
    trace,
  }: SharedRound & { readonly slotOfA: 0 | 1; readonly trace: string },
  context: PairContext,
): Processes {
  const { host, lock } = context.parts;
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
      shared ??= subject.executor.share?.() ?? null;
      if (shared === null) throw new TypeError('the executor does not support shared processes');
      const executor: Executor = { ...subject.executor, open: shared.open };
      const isBrief = round >= READING_ROUNDS && !subject.gated.has(READ_ONCE);
      const scenario = shortOf(subject, plan);
      const kind: PairKind = {
        stage: 'screen',
        warmup: isFirst,
        by: { executor, plan: { ...plan, isBrief }, scenario, slotOfA },
        limitMs: Math.min(CUT_MS, endsAtMs() - elapsedWithoutWaitsMs(host, lock)),
        ...(isFirst && { trace }),
      };
      const beforeMs = subject.elapsedMs;
      const trials = await measureNextTrialPair(subject, kind, context);
      if (trials === null || context.options.signal.aborted) return 'interrupted';
      last = subject;
      const outcome = outcomeOf(trials);
      if (outcome !== 'goes-on') await replace();
      else if (subject.elapsedMs - beforeMs > TOO_LONG_MS || !mayGoOn(subject, trials, plan)) {
        return 'cannot-share';
      }
      return outcome;
    },
  };
}

function outcomeOf(trials: TrialPair): 'failed' | 'cut' | 'harms-others' | 'goes-on' {
  const states = [trials.a.state, trials.b.state];
  if (states.includes('failed')) return 'failed';
  if (states.includes('aborted')) return 'cut';
  return contaminatesProcess(trials) ? 'harms-others' : 'goes-on';
}

/**
 * Measures a pair. If it fails, either it or the previous scenario is the cause; a retry in fresh
 * processes decides: a pair that succeeds there was not to blame. If that happens twice, the
 * scenario itself fails occasionally.
 */
async function measureOrBlame(
  subject: ComparedScenario,
  processes: Processes,
  { failedBefore }: SharedRound,
): Promise<{ readonly outcome: Outcome; readonly culprit: ComparedScenario | null }> {
  const before = processes.last();
  const outcome = await processes.measure(subject);
  if (outcome !== 'failed' || before === null || failedBefore.has(subject)) {
    return { outcome, culprit: null };
  }
  forgetLast(subject);
  const again = await processes.measure(subject);
  if (again === 'failed') return { outcome: again, culprit: null };
  failedBefore.add(subject);
  return { outcome: again, culprit: before };
}

/** As it is measured in a process that others need too. */
function shortOf(
  { scenario }: ComparedScenario,
  { blocks, blockMs }: SharedPlan,
): FunctionScenario {
  if (scenario.kind !== 'function')
    throw new TypeError('only function scenarios can share a process');
  const warmupMs = Math.min(scenario.warmupMs, WARMUP_MS);
  const measureMs = Math.min(scenario.measureMs, blocks * blockMs);
  return withEnlargedYoungGeneration({ ...scenario, warmupMs, measureMs });
}

/** True if the function can go on in shared processes; also fits its plan to the pair. */
function mayGoOn(subject: ComparedScenario, trials: TrialPair, plan: SharedPlan): boolean {
  const { scenario, gated } = subject;
  const short = shortOf(subject, plan);
  const inShort = fitPairMeasurementPlan(plan, short, trials, judgedMetrics(gated, scenario));
  if (
    hasOpenConnections(trials) ||
    startsThreadsOrProcesses(trials) ||
    inShort.type !== 'alternating'
  )
    return false;
  subject.plan = fitPairMeasurementPlan(
    subject.plan,
    scenario,
    trials,
    judgedMetrics(gated, scenario),
  );
  subject.sharesProcesses = true;
  return true;
}

function cutPairs({ trials: { a, b } }: ComparedScenario): number {
  return a.filter(({ state }, index) => state === 'aborted' || b[index]?.state === 'aborted')
    .length;
}

/** Discards a pair that failed because of another scenario. */
function forgetLast(subject: ComparedScenario): void {
  for (const side of ['a', 'b'] as const) subject.trials[side].pop();
  subject.pairs -= 1;
}

function loadsOutside(trace: string, { sides }: PairContext): boolean {
  return (['a', 'b'] as const).some(
    (side) => sides.loadedOutside(side, `${trace}-${side}`).length > 0,
  );
}

/**
 * V8 collects a young generation of its initial size, 1 MB, several times per millisecond, and the
 * cost differs between processes: functions with a `Map` differed by 25 % from pair to pair, and by
 * 3 % with this size, which the young generation of a busy server reaches (docs/decisions/0039).
 */
const ROOMY = '--min-semi-space-size=16';

/** Returns the function with an enlarged young generation; the scenario's later flags win. */
export function withEnlargedYoungGeneration(scenario: FunctionScenario): FunctionScenario {
  return { ...scenario, nodeArgs: [ROOMY, ...scenario.nodeArgs] };
}
