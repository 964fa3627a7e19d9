import { confirmationLevels } from '../gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { median, robustSpread } from '../stats/descriptive-statistics.ts';
import { pairsToDetect } from '../stats/minimal-detectable-change.ts';
import { countCompletePairs, logRatios } from './collect-paired-metric-values.ts';
import type { LiveOptions } from './live-comparison-context.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';

/** Probability that the reserved pairs confirm a change as large as screening estimated. */
const POWER = 0.9;

type Options = Pick<LiveOptions, 'rules' | 'margin'>;

/**
 * Returns the time to confirm all candidates, and one more if an open scenario may become one, ms.
 * Infinity if a scenario counts instructions, whose duration is unknown.
 */
export function confirmationReserveMs(
  subjects: readonly ComparedScenario[],
  options: Options,
): number {
  if (subjects.some(({ scenario }) => scenario.metrics.includes(INSTRUCTIONS))) {
    return Number.POSITIVE_INFINITY;
  }
  const reservesMs = subjects
    .filter(({ stop, trouble }) => stop !== null && trouble === null)
    .map((subject) => cachedReserveMs(subject, options));
  const open = subjects.filter(({ stop }) => stop === null);
  const firstAnalysis = Math.min(...options.rules.screen_looks);
  const areAllAnalyzed = open.every(
    ({ trials }) => countCompletePairs(trials, 'screen') >= firstAnalysis,
  );
  const nextPairs = areAllAnalyzed ? pairsForClearChange(options.rules) : 0;
  const nextCandidateMs = nextPairs * Math.max(0, ...open.map(isolatedPairMs));
  return reservesMs.reduce((sum, timeMs) => sum + timeMs, nextCandidateMs);
}

interface CachedReserve {
  readonly pairs: number;
  readonly timeMs: number;
}

/** Cached while the number of pairs is the same: a stopped scenario gets no more of them. */
const cachedReserves = new WeakMap<ComparedScenario, CachedReserve>();

function cachedReserveMs(subject: ComparedScenario, options: Options): number {
  const { pairs } = subject;
  const cached = cachedReserves.get(subject);
  if (cached?.pairs === pairs) return cached.timeMs;
  const timeMs = computeReserveMs(subject, options);
  cachedReserves.set(subject, { pairs, timeMs });
  return timeMs;
}

function computeReserveMs(subject: ComparedScenario, { rules, margin }: Options): number {
  const pairs = collectMetricEvidence(subject, margin)
    .filter(({ gated, nature }) => gated && nature === 'timed')
    .flatMap((evidence) => {
      const state = evaluateScreening(evidence, rules, { isOver: true });
      if (state.type !== 'candidate') return [];
      return [pairsToConfirm(logRatios(evidence.screen), evidence.margin, rules)];
    });
  return Math.max(0, ...pairs) * isolatedPairMs(subject);
}

/** Returns the pairs of the analysis after the one that needs as many: fresh pairs may differ. */
function pairsToConfirm(ratios: readonly number[], margin: number, rules: ComparisonRules): number {
  const { schedule, alpha } = confirmationLevels(rules, 1);
  const maxPairs = schedule.at(-1) ?? 0;
  if (ratios.length === 0) return maxPairs;
  const change = Math.expm1(median(ratios));
  const needed =
    pairsToDetect(change, robustSpread(ratios), margin, { alpha, power: POWER }) ?? maxPairs;
  return schedule.filter((pairs) => pairs >= needed)[1] ?? maxPairs;
}

/** Returns the number of fresh pairs that confirm a change far beyond the margin. */
function pairsForClearChange({ confirm_looks: schedule }: ComparisonRules): number {
  return schedule[1] ?? schedule[0] ?? 0;
}

/**
 * Returns the duration of a pair in processes of its own, ms: that of the last confirmation pair,
 * else an estimate from the screening pairs, which are far shorter if they shared processes.
 */
export function isolatedPairMs({ scenario, trials, elapsedMs, pairs }: ComparedScenario): number {
  const [a, b] = [trials.a.at(-1), trials.b.at(-1)];
  if (a?.stage === 'confirm' && b?.stage === 'confirm') {
    const end = Math.max(a.startedMs + a.durationMs, b.startedMs + b.durationMs);
    return end - Math.min(a.startedMs, b.startedMs);
  }
  const typicalMs = pairs === 0 ? 0 : elapsedMs / pairs;
  if (scenario.kind !== 'function') return typicalMs;
  return Math.max(typicalMs, 2 * (scenario.warmupMs + scenario.measureMs));
}
