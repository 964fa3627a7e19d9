import { assertNever } from '../model/assert-never.ts';
import type { Comparison, ComparisonReport, ComparisonRules } from '../model/document.ts';
import type { ChangeCheck, Refusal } from '../model/gate-document.ts';
import { findMetric } from '../model/metric.ts';
import { secondsPerPair } from '../model/seconds-per-pair.ts';
import { shellQuote } from '../model/shell-quote.ts';
import { lookAlpha } from './decide/screen-state.ts';
import { type GateEvidence, limitKey } from './gate-evidence.ts';
import { judgeComparisons } from './judge-comparisons.ts';
import { countedNoise, timedNoise } from './noise-of.ts';
import { refuseLimit } from './refuse-limit.ts';

/** A spread of fewer pairs says too little about that of more. */
const FEWEST_FOR_SPREAD = 8;

/** The gated changes of a live comparison, each with what becomes of it. */
export function checkLiveChanges(
  comparison: ComparisonReport,
  evidence: GateEvidence,
): readonly ChangeCheck[] {
  return comparison.comparisons
    .filter(({ gated }) => gated)
    .map((change) => {
      const { scenario, metric } = change;
      const common = {
        type: 'change' as const,
        scenario,
        metric,
        against: 'base' as const,
        stated: isStated(change, evidence),
        reproduce: `${evidence.compareCommand} ${shellQuote(scenario)}`,
      };
      const refusal = refusalOf(change, comparison, evidence, common.stated);
      if (refusal !== null) return { ...common, outcome: 'refused', reason: null, refusal };
      return { ...common, ...liveOutcome(change, comparison, evidence), refusal: null };
    });
}

/**
 * The gated changes since a baseline. What two sessions may differ by is not held against anyone,
 * and what cannot be compared is merely not known, unless a baseline is required.
 */
export function checkStoredChanges(
  comparison: ComparisonReport,
  evidence: GateEvidence,
  isRequired: boolean,
): readonly ChangeCheck[] {
  const busy = new Set(
    comparison.runs
      .filter(({ findings }) =>
        findings.some(({ id, level }) => id === 'busy-machine' && level !== 'info'),
      )
      .map(({ scenario }) => scenario),
  );
  return comparison.comparisons
    .filter(({ gated }) => gated)
    .map((change) => {
      const { scenario, metric, verdict } = change;
      const judged = judgeComparisons([change], busy);
      const isOpen = judged === 'inconclusive' || (judged === 'incomparable' && !isRequired);
      const isLarge = verdict === 'regressed' && judged === 'inconclusive';
      return {
        type: 'change',
        scenario,
        metric,
        against: 'baseline',
        outcome: isOpen ? 'undecided' : judged,
        stated: isStated(change, evidence),
        reason: isLarge ? 'two sessions of the same code may lie as far apart' : change.reason,
        refusal: null,
        reproduce: `${evidence.baselineCommand} ${shellQuote(scenario)}`,
      };
    });
}

function isStated({ scenario, metric }: Comparison, { scenarios, margin }: GateEvidence): boolean {
  const own = scenarios.find(({ name }) => name === scenario);
  return margin !== null || own?.regression[metric] !== undefined || own?.margin != null;
}

type Judged = Pick<ChangeCheck, 'outcome' | 'reason'>;

function liveOutcome(
  change: Comparison,
  { runs, rules }: ComparisonReport,
  { newScenarios }: GateEvidence,
): Judged {
  const { verdict, reason, scenario } = change;
  switch (verdict) {
    case 'improved':
    case 'unchanged':
      return { outcome: 'pass', reason };
    case 'regressed':
      return { outcome: 'fail', reason };
    case 'inconclusive':
      return isNoWorse(change, rules)
        ? { outcome: 'pass', reason: 'no worse than the margin allows; whether better is open' }
        : { outcome: 'undecided', reason };
    case 'incomparable':
      if (isOutOfTime(runs, scenario)) {
        return { outcome: 'undecided', reason: 'the time was up before its first pair' };
      }
      return newScenarios.has(scenario)
        ? { outcome: 'new', reason: 'the base does not have this scenario' }
        : { outcome: 'incomparable', reason };
    default:
      return assertNever(verdict);
  }
}

/** A side that was never asked has not failed. */
function isOutOfTime(runs: ComparisonReport['runs'], scenario: string): boolean {
  const own = runs.filter((run) => run.scenario === scenario);
  const isUnmeasured = own.every(({ trials }) => trials.every(({ warmup }) => warmup));
  return isUnmeasured && own.some(({ stop }) => stop === 'max-time');
}

/**
 * The whole interval lies on the good side of the margin: all that a gate asks. So few pairs that no
 * signs of theirs reach the level of a look (1/2ⁿ) have no interval of that level.
 */
function isNoWorse(
  { metric, low, high, margin, modes, pairs }: Comparison,
  rules: ComparisonReport['rules'],
): boolean {
  if (low === null || high === null || modes?.differs === true) return false;
  if (rules === null || 2 ** -pairs > lookAlpha(rules)) return false;
  return findMetric(metric)?.better === 'higher' ? low >= 1 - margin : high <= 1 + margin;
}

/**
 * A limit that someone asked for, that was not decided, and that so many pairs as may be taken could
 * not have decided: saying "inconclusive" every time would hide that it never can be anything else.
 */
function refusalOf(
  change: Comparison,
  { rules, runs, comparisons }: ComparisonReport,
  evidence: GateEvidence,
  stated: boolean,
): Refusal | null {
  const { verdict, spread, margin, scenario, metric } = change;
  const known = evidence.refused.get(limitKey(change));
  const isDecided = verdict === 'improved' || verdict === 'regressed' || verdict === 'unchanged';
  if (isDecided || verdict === 'incomparable' || !stated || isNoWorse(change, rules)) return null;
  if (known !== undefined) return known;
  const nature = findMetric(metric)?.nature;
  if (spread === null || rules === null || nature === undefined || nature === 'exact') return null;
  const fewest = nature === 'timed' ? FEWEST_FOR_SPREAD : Math.min(...rules.counted_looks_own);
  if (change.pairs < fewest) return null;
  return refuseLimit({
    limit: margin,
    source: 'run',
    secondsPerPair: secondsPerPair(
      runs.filter((run) => run.scenario === scenario),
      metric,
    ),
    ...(nature === 'timed'
      ? timedNoise(spread, rules)
      : countedNoiseOf(change, spread, { rules, comparisons })),
  });
}

/** By the spread of the run itself, or by the calibrated one where that was used. */
function countedNoiseOf(
  { pooled_spread: pooled, pairs }: Comparison,
  spread: number,
  {
    rules,
    comparisons,
  }: {
    readonly rules: ComparisonRules;
    readonly comparisons: ComparisonReport['comparisons'];
  },
) {
  const sharing = comparisons.filter(
    (one) => one.gated && findMetric(one.metric)?.nature === 'counted',
  ).length;
  const degreesOfFreedom = pooled?.degrees_of_freedom ?? pairs - 1;
  return countedNoise({ sd: pooled?.sd ?? spread, degreesOfFreedom }, rules, sharing);
}
