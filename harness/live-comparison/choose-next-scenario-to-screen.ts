import {
  chooseScenarioForNextPair,
  type SchedulableScenario,
} from '../gate/choose-scenario-for-next-pair.ts';
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

/** Share of limited time the screen may use whatever it finds; the rest is for confirmation. */
const SCREEN_SHARE = 0.65;
/** Closer to the margin than this no number of pairs decides. */
const NEAREST = 1e-3;

type Options = Pick<LiveOptions, 'budgetMs' | 'rules' | 'margin' | 'signal'>;

/**
 * Returns the next scenario to measure: the scenario whose result is least certain relative to the
 * margin, or, without a time limit, one after another. null if none is left.
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
  if (options.budgetMs === null) return open[0] ?? null;
  const leftMs = screeningTimeMs(subjects, { ...options, budgetMs: options.budgetMs }) - spentMs;
  const contenders = open.map((subject) => contender(subject, options));
  const name = leftMs > 0 ? chooseScenarioForNextPair(contenders, leftMs) : null;
  const next = open.find(({ scenario }) => scenario.name === name) ?? null;
  if (next === null) for (const subject of open) subject.stop = 'max-time';
  return next;
}

/** Returns time the screen may use: all that is not needed to confirm its findings so far. */
export function screeningTimeMs(
  subjects: readonly ComparedScenario[],
  options: Pick<Options, 'rules' | 'margin'> & { readonly budgetMs: number },
): number {
  const { budgetMs } = options;
  return Math.max(SCREEN_SHARE * budgetMs, budgetMs - confirmationReserveMs(subjects, options));
}

/** Cached by number of pairs, since of many scenarios only one has a new pair. */
const known = new WeakMap<ComparedScenario, SchedulableScenario>();

function contender(subject: ComparedScenario, options: Options): SchedulableScenario {
  const before = known.get(subject);
  if (before?.pairs === subject.pairs) return before;
  const now = newContender(subject, options);
  known.set(subject, now);
  return now;
}

function newContender(subject: ComparedScenario, { rules, margin }: Options): SchedulableScenario {
  const { scenario, pairs, elapsedMs, trials } = subject;
  // Pairs of the warm-up, and failed pairs.
  const lost = Math.max(1, pairs - countCompletePairs(trials, 'screen'));
  return {
    scenario: scenario.name,
    pairs,
    leastPairs: lost + Math.min(...rules.screen_looks),
    mostPairs: lost + Math.max(...rules.screen_looks),
    pairMs: pairs === 0 ? 0 : elapsedMs / pairs,
    isOpen: true,
    width: width(subject, margin, rules),
  };
}

/** Half the widest interval of a gated metric, as a share of the estimate's distance to the margin. */
function width(subject: ComparedScenario, margin: number | null, rules: ComparisonRules): number {
  const quantile = normalQuantile(1 - analysisAlpha(rules)) * Math.sqrt(PSEUDO_MEDIAN_VARIANCE);
  const found = collectMetricEvidence(subject, margin)
    .filter(({ gated, metric }) => gated && metric !== INSTRUCTIONS)
    .map((evidence) => {
      const finite = logRatios(evidence.screen);
      if (finite.length === 0) return 0;
      const half = (quantile * robustSpread(finite)) / Math.sqrt(finite.length);
      const { distance } = distanceToMargin(median(finite), evidence.margin);
      return half / Math.max(distance, NEAREST);
    });
  return Math.max(0, ...found);
}
