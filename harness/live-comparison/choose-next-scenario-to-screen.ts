import { analysisAlpha } from '../gate/decide/evaluate-metric-screening.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { median, robustSpread } from '../stats/descriptive-statistics.ts';
import { distanceToMargin } from '../stats/minimal-detectable-change.ts';
import { normalQuantile } from '../stats/normal-distribution.ts';
import { PSEUDO_MEDIAN_VARIANCE } from '../stats/walsh-averages.ts';
import { countCompletePairs, logRatios } from './collect-paired-metric-values.ts';
import { confirmationReserveMs } from './confirmation-time-reserve.ts';
import type { LiveOptions } from './live-comparison-context.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';

/** Share of limited time that screening may always use; the rest may be needed for confirmation. */
const SCREEN_SHARE = 0.65;
/** Distance to the margin, as a log-ratio, below which no number of pairs is conclusive. */
const MIN_DISTANCE = 1e-3;

type Options = Pick<LiveOptions, 'budgetMs' | 'rules' | 'margin' | 'signal'>;

/**
 * Returns the next scenario to measure; null if none is left. In limited time, that is the scenario
 * whose result is least certain relative to the margin; without a limit, the one that is probably
 * decided soonest, so that the first verdicts do not wait for the noisiest scenario.
 */
export function chooseNextScenarioToScreen(
  subjects: readonly ComparedScenario[],
  options: Options,
  spentMs: number,
): ComparedScenario | null {
  const open = subjects.filter(({ stop }) => stop === null);
  if (options.signal.aborted) {
    for (const subject of open) subject.stop = 'interrupted';
    return null;
  }
  if (options.budgetMs === null) return chooseSoonestDecided(open, options);
  const leftMs = screeningTimeMs(subjects, { ...options, budgetMs: options.budgetMs }) - spentMs;
  const contenders = open.map((subject) => cachedContender(subject, options));
  const name = leftMs > 0 ? chooseScenarioForNextPair(contenders, leftMs) : null;
  const next = open.find(({ scenario }) => scenario.name === name) ?? null;
  if (next === null) for (const subject of open) subject.stop = 'max-time';
  return next;
}

/**
 * Returns a scenario that lacks its first analysis, one after another, else the one that probably
 * needs the least time.
 */
function chooseSoonestDecided(
  open: readonly ComparedScenario[],
  options: Options,
): ComparedScenario | null {
  const contenders = open.map((subject) => ({ subject, of: cachedContender(subject, options) }));
  const unanalyzed = contenders.filter(({ of: { pairs, minPairs } }) => pairs < minPairs);
  const begun = unanalyzed.find(({ of: { pairs } }) => pairs > 0) ?? unanalyzed[0];
  if (begun !== undefined) return begun.subject;
  const sorted = contenders.toSorted(
    ({ of: a }, { of: b }) => neededPairs(a) * a.pairMs - neededPairs(b) * b.pairMs,
  );
  return sorted[0]?.subject ?? null;
}

/** Returns the time for screening, ms: all that is not needed to confirm the candidates so far. */
export function screeningTimeMs(
  subjects: readonly ComparedScenario[],
  options: Pick<Options, 'rules' | 'margin'> & { readonly budgetMs: number },
): number {
  const { budgetMs } = options;
  return Math.max(SCREEN_SHARE * budgetMs, budgetMs - confirmationReserveMs(subjects, options));
}

/** Cached while the number of pairs is the same: of many scenarios, only one has a new pair. */
const cachedContenders = new WeakMap<ComparedScenario, SchedulableScenario>();

function cachedContender(subject: ComparedScenario, options: Options): SchedulableScenario {
  const cached = cachedContenders.get(subject);
  if (cached?.pairs === subject.pairs) return cached;
  const contender = createContender(subject, options);
  cachedContenders.set(subject, contender);
  return contender;
}

function createContender(
  subject: ComparedScenario,
  { rules, margin }: Options,
): SchedulableScenario {
  const { scenario, pairs, elapsedMs, trials } = subject;
  // The warm-up and failed pairs are measured, but not analyzed.
  const uncountedPairs = Math.max(1, pairs - countCompletePairs(trials, 'screen'));
  return {
    scenario: scenario.name,
    pairs,
    minPairs: uncountedPairs + Math.min(...rules.screen_looks),
    maxPairs: uncountedPairs + Math.max(...rules.screen_looks),
    pairMs: pairs === 0 ? 0 : elapsedMs / pairs,
    isOpen: true,
    width: relativeIntervalWidth(subject, margin, rules),
  };
}

/**
 * Returns half the width of the interval of each gated metric as a share of the distance between
 * estimate and margin; the largest.
 */
function relativeIntervalWidth(
  subject: ComparedScenario,
  margin: number | null,
  rules: ComparisonRules,
): number {
  const quantile = normalQuantile(1 - analysisAlpha(rules)) * Math.sqrt(PSEUDO_MEDIAN_VARIANCE);
  const widths = collectMetricEvidence(subject, margin)
    .filter(({ gated, metric }) => gated && metric !== INSTRUCTIONS)
    .map((evidence) => {
      const ratios = logRatios(evidence.screen);
      if (ratios.length === 0) return 0;
      const half = (quantile * robustSpread(ratios)) / Math.sqrt(ratios.length);
      const { distance } = distanceToMargin(median(ratios), evidence.margin);
      return half / Math.max(distance, MIN_DISTANCE);
    });
  return Math.max(0, ...widths);
}

/** Scenario of which more pairs could be measured. */
export interface SchedulableScenario {
  readonly scenario: string;
  /** Number of pairs so far. */
  readonly pairs: number;
  /** Minimum number of pairs for any conclusion, and maximum number of pairs analyzed. */
  readonly minPairs: number;
  readonly maxPairs: number;
  /** Mean time of a pair, milliseconds; 0 while there is none. */
  readonly pairMs: number;
  /** True while any gated metric is inconclusive. */
  readonly isOpen: boolean;
  /** Half the widest interval as a share of its estimate's distance to the margin; conclusive at 1. */
  readonly width: number;
}

/**
 * Returns the scenario that gets the next pair, given the time left for all of them; null if none
 * does. Each scenario first gets the pairs of its first analysis: in turn if there is time for all,
 * otherwise those first that finish soonest. Then the widest interval gets more pairs, but one that
 * the remaining time cannot make conclusive waits for the others. A pair that would not end in time
 * is not started.
 */
export function chooseScenarioForNextPair(
  contenders: readonly SchedulableScenario[],
  leftMs: number,
): string | null {
  const possible = contenders.filter(
    ({ isOpen, pairs, maxPairs, pairMs }) => isOpen && pairs < maxPairs && pairMs <= leftMs,
  );
  const analyzed = possible.filter(({ pairs, minPairs }) => pairs >= minPairs);
  if (analyzed.length < possible.length) {
    const unanalyzed = possible.filter(({ pairs, minPairs }) => pairs < minPairs);
    const hasTimeForAll =
      unanalyzed.reduce((sum, contender) => sum + firstAnalysisMs(contender), 0) <= leftMs;
    return first(unanalyzed, (contender, other) =>
      hasTimeForAll
        ? contender.pairs - other.pairs
        : firstAnalysisMs(contender) - firstAnalysisMs(other),
    );
  }
  const decidable = analyzed.filter((contender) => neededMs(contender) <= leftMs);
  return first(
    decidable.length > 0 ? decidable : analyzed,
    (contender, other) => other.width - contender.width,
  );
}

/** Returns the time until the first analysis; 0 without pairs, so that these come first. */
function firstAnalysisMs({ pairs, minPairs, pairMs }: SchedulableScenario): number {
  return pairs === 0 ? 0 : (minPairs - pairs) * pairMs;
}

/** Returns the time until the interval is narrow enough; infinite beyond the most pairs. */
function neededMs(contender: SchedulableScenario): number {
  const needed = neededPairs(contender);
  const { pairs, maxPairs, pairMs } = contender;
  return pairs + needed > maxPairs ? Number.POSITIVE_INFINITY : needed * pairMs;
}

/** Returns the further pairs until the interval is narrow enough: it shrinks with their root. */
function neededPairs({ pairs, width }: SchedulableScenario): number {
  return Math.max(1, Math.ceil(pairs * width ** 2) - pairs);
}

/** Returns the first scenario in the given order; ties keep their original order. */
function first(
  contenders: readonly SchedulableScenario[],
  order: (contender: SchedulableScenario, other: SchedulableScenario) => number,
): string | null {
  return contenders.toSorted(order)[0]?.scenario ?? null;
}
