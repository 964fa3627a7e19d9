import { computePairDifferences } from '../gate/decide/interim-analysis.ts';
import { judgeMetricComparison } from '../gate/decide/judge-metric-comparison.ts';
import type { MetricEvidence, PairedValues } from '../gate/decide/paired-metric-evidence.ts';
import { reportCountedFamilySize } from '../gate/multiple-comparison-family-size.ts';
import { countedNoise, timedNoise } from '../gate/refuse-limit-below-minimal-detectable-change.ts';
import { restoreScenarioEvidence } from '../live-comparison/restore-scenario-evidence-from-saved-comparison.ts';
import type {
  MetricCalibration,
  ScenarioCalibration,
} from '../model/documents/calibration-document.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { secondsPerPair } from '../model/median-seconds-per-trial-pair.ts';
import { createCalibrationKey } from '../model/noise-calibration-key.ts';
import { median, robustSpread, standardDeviation } from '../stats/descriptive-statistics.ts';
import { minimalDetectableChange } from '../stats/minimal-detectable-change.ts';
import { createRandom, type Random } from '../stats/seeded-random.ts';
import { signedRankInterval, signedRankTest } from '../stats/signed-rank-test.ts';

/** Numbers of pairs for which the detectable change is reported. */
const PAIRS = [10, 30, 100] as const;
/** Chance with which a change of that size is shown. */
const POWER = 0.8;
/** Number of complete comparisons simulated by resampling the pairs. */
const COMPARISONS = 200;

/**
 * Returns the scatter of identical code in one metric, the change that each number of pairs can
 * detect, and the rate of false alarms.
 */
export function calibrateMetricNoise(
  evidence: MetricEvidence,
  rules: ComparisonRules,
  facts: {
    readonly secondsPerPair: number;
    readonly seed: number;
    /** Number of gated counted metrics, including this metric if it is such a metric. */
    readonly sharing: number;
  },
): MetricCalibration {
  const { metric, gated, screen } = evidence;
  const pairs = screen.base.length;
  const differences = computePairDifferences(screen, pairs, evidence.margin);
  const { values, isRatio } = differences;
  const isKnown = pairs > 1 && isRatio;
  const spread = isKnown ? robustSpread(values) : 0;
  const deviation = isKnown ? standardDeviation(values) : 0;
  const pooledSpread = { sd: deviation, degreesOfFreedom: pairs - 1 };
  const isCounted = evidence.nature === 'counted';
  const { sharing } = facts;
  const noise = isCounted
    ? countedNoise(deviation, { pooledSpread, rules, sharing })
    : timedNoise(spread, rules);
  // Uses the rule of later comparisons, regardless of any earlier calibration.
  const tried = isCounted ? { ...evidence, pooledSpread } : evidence;
  const level = { ...noise.level, power: POWER };
  return {
    metric,
    gated,
    pairs,
    seconds_per_pair: facts.secondsPerPair,
    spread,
    deviation,
    ratio: isKnown ? Math.exp(signedRankInterval(values, rules.confidence).estimate) : null,
    p_value: isKnown ? signedRankTest(values) : null,
    false_alarms: isKnown
      ? falseAlarms(tried, isCounted ? sharing : 1, rules, createRandom(facts.seed))
      : { comparisons: 0, changed: 0 },
    visible: PAIRS.map((count) => ({
      pairs: count,
      change: isKnown ? minimalDetectableChange(count, noise.spread, level) : null,
      seconds: count * facts.secondsPerPair,
    })),
  };
}

/** Simulates full comparisons by resampling, random side swaps; `sharing` as in `judgeEvidence`. */
function falseAlarms(
  evidence: MetricEvidence,
  sharing: number,
  rules: ComparisonRules,
  random: Random,
): MetricCalibration['false_alarms'] {
  const most = Math.max(...rules.screen_looks, ...rules.confirm_looks);
  let changed = 0;
  for (let round = 0; round < COMPARISONS; round += 1) {
    const drawn = {
      ...evidence,
      gated: true,
      screen: draw(evidence.screen, most, random),
      confirm: draw(evidence.screen, most, random),
    };
    const { verdict } = judgeMetricComparison(drawn, sharing, rules).comparison;
    if (verdict === 'regressed' || verdict === 'improved') changed += 1;
  }
  return { comparisons: COMPARISONS, changed };
}

/**
 * Draws pairs and randomly swaps base and head. The slot of the base is swapped with it, so the
 * order of measurement is preserved.
 */
function draw({ base, head, slots }: PairedValues, count: number, random: Random): PairedValues {
  const drawn = Array.from({ length: count }, () => {
    const pair = random.integer(base.length);
    const [baseValue, other] = [base[pair] ?? 0, head[pair] ?? 0];
    const isSwapped = random.integer(2) === 1;
    const slot: 0 | 1 = isSwapped === (slots?.[pair] === 0) ? 1 : 0;
    return isSwapped
      ? { base: other, head: baseValue, slot }
      : { base: baseValue, head: other, slot };
  });
  return {
    base: drawn.map((pair) => pair.base),
    head: drawn.map((pair) => pair.head),
    ...(slots && { slots: drawn.map(({ slot }) => slot) }),
  };
}

/** Calibrates one scenario of a comparison of identical code; null if the report lacks it. */
export function calibrateScenarioNoise(
  scenario: string,
  report: ComparisonReport,
  rules: ComparisonRules,
  seed: number,
): ScenarioCalibration | null {
  const run = report.runs.find((run) => run.scenario === scenario && run.side === 'b');
  if (run === undefined) return null;
  const { evidence, trouble } = restoreScenarioEvidence(scenario, report);
  const runs = report.runs.filter((run) => run.scenario === scenario);
  const secondsOf = (metric: string): number => secondsPerPair(runs, metric) ?? 0;
  const { environment } = run;
  const key = createCalibrationKey(runs);
  if (environment === null || key === null) return null;
  // Computed over the whole suite, since its comparisons share the error rate.
  const sharing = reportCountedFamilySize(report);
  return {
    scenario,
    kind: key.kind,
    calibratedAt: run.finishedAt ?? run.startedAt,
    machine: key.machine,
    node: environment.runtime.node,
    seed,
    seconds_per_pair: secondsOf('wall_time'),
    // Without any pair there is no metric either, so the default does not matter.
    plan: key.plan ?? 'back-to-back',
    metrics: evidence
      .filter(({ screen }) => screen.base.length > 0 && median(screen.base) > 0)
      .map((metricEvidence) =>
        calibrateMetricNoise(metricEvidence, rules, {
          secondsPerPair: secondsOf(metricEvidence.metric),
          seed,
          sharing,
        }),
      ),
    trouble,
  };
}
