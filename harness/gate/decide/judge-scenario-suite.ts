import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../../model/documents/run-report-and-comparison-document.ts';
import type { TracedInputs } from '../../model/documents/traced-external-inputs.ts';
import type { Finding } from '../../model/finding.ts';
import { countedComparisonFamilySize } from '../multiple-comparison-family-size.ts';
import { evaluateScreening } from './evaluate-metric-screening.ts';
import {
  applyUnequalUnitFailures,
  judgeIncomparable,
  judgeMetricComparison,
  judgeSameInputs,
  judgeUnmeasured,
  type MetricJudgement,
  type SameInputs,
  type UnitFailures,
} from './judge-metric-comparison.ts';
import type { MetricEvidence } from './paired-metric-evidence.ts';

export interface ScenarioMetricEvidence {
  readonly evidence: readonly MetricEvidence[];
  /** Reason why the scenario cannot be judged at all; null if it can. */
  readonly trouble: string | null;
  /** Part that is the same on both sides, if therefore not judged by pairs. Default: judged. */
  readonly same?: SameInputs;
  /** True if measuring ended before the first pair that counts. Default: false. */
  readonly isUnmeasured?: boolean;
  /** Failed units of each side, excluded together with their pairs. Default: none. */
  readonly failures?: UnitFailures;
}

/** All comparisons of a suite with the verdict over it. */
export interface SuiteJudgement {
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
  readonly verdict: ComparisonReport['verdict'];
}

/** Judges each scenario's metrics by their pairs alone: the same pairs give the same verdicts. */
export function judgeScenarioSuite(
  scenarios: readonly ScenarioMetricEvidence[],
  rules: ComparisonRules,
): SuiteJudgement {
  const measured = scenarios
    .filter(({ trouble, same }) => trouble === null && same === undefined)
    .flatMap(({ evidence }) => evidence);
  const counted = countedComparisonFamilySize(
    scenarios.map(({ evidence, trouble, same }) => ({
      gated: evidence.filter(({ gated }) => gated).map(({ metric }) => metric),
      isUnjudged: trouble !== null || same !== undefined,
    })),
  );
  const candidates = countCandidates(measured, rules);
  const judge = (scenarioEvidence: ScenarioMetricEvidence): readonly MetricJudgement[] => {
    const { evidence, trouble, same, isUnmeasured, failures } = scenarioEvidence;
    const decisive = evidence.filter(({ gated }) => gated);
    if (trouble !== null) return decisive.map((metric) => judgeIncomparable(metric, trouble));
    if (same !== undefined) return decisive.map((metric) => judgeSameInputs(metric, same));
    if (isUnmeasured === true) return decisive.map(judgeUnmeasured);
    return evidence.map((metric) => {
      const sharing = metric.nature === 'counted' ? counted : candidates;
      return applyUnequalUnitFailures(judgeMetricComparison(metric, sharing, rules), failures);
    });
  };
  const judged = scenarios.map(judge);
  const comparisons = judged.flat().map(({ comparison }) => comparison);
  return {
    comparisons,
    findings: judged.flatMap((all) => [
      ...all.flatMap(({ findings }) => findings),
      ...findHiddenCpuCost(all),
    ]),
    verdict: suiteVerdict(comparisons.filter(({ gated }) => gated)),
  };
}

/** Counts the candidates, which share the error rate of the confirmation; at least 1. */
export function countCandidates(
  evidence: readonly MetricEvidence[],
  rules: ComparisonRules,
): number {
  const candidates = evidence.filter(
    (metricEvidence) =>
      metricEvidence.gated &&
      metricEvidence.nature === 'timed' &&
      evaluateScreening(metricEvidence, rules, { isOver: true }).type === 'candidate',
  );
  return Math.max(1, candidates.length);
}

/** Returns the verdict of the suite; incomparable outranks a regression, as its exit code does. */
function suiteVerdict(gated: readonly Comparison[]): ComparisonReport['verdict'] {
  if (gated.length === 0) return 'incomparable';
  if (gated.some(({ verdict }) => verdict === 'incomparable')) return 'incomparable';
  if (gated.some(({ verdict, confirmed }) => verdict === 'regressed' && confirmed)) return 'fail';
  return gated.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'pass';
}

/**
 * Reports a CPU cost that the verdict on wall time hides: wall time is that of a typical call, which
 * rare work such as garbage collection hardly affects, while CPU time covers all calls.
 */
function findHiddenCpuCost(judged: readonly MetricJudgement[]): readonly Finding[] {
  const comparisonOf = (name: string) =>
    judged.find(({ comparison }) => comparison.metric === name)?.comparison;
  const [wall, cpu] = [comparisonOf('wall_time'), comparisonOf('cpu_time')];
  const isHidden =
    wall?.gated === true &&
    (wall.verdict === 'unchanged' || wall.verdict === 'improved') &&
    cpu?.gated === false &&
    cpu.verdict === 'regressed';
  if (!isHidden) return [];
  return [
    {
      id: 'cost-beside-the-usual',
      level: 'warning',
      metric: 'cpu_time',
      message: `wall_time of "${wall.scenario}" is ${wall.verdict}, but total CPU time rose: ${changeText(cpu)}. The cost occurs in fewer than half of the runs, or on other threads, such as garbage collection threads.`,
      remedy: 'Base the verdict on CPU time: perf-harness compare --metric cpu_time.',
    },
  ];
}

function changeText({ ratio, low, high }: Comparison): string {
  const percent = (value: number): string => (100 * (value - 1)).toFixed(1);
  if (ratio === null || low === null || high === null) return 'from zero to nonzero';
  return `${percent(ratio)} % (${percent(low)} to ${percent(high)} %)`;
}

/** Reports metrics that differ although inputs are the same: the trace missed one, or chance. */
export function findInputTraceContradictions(
  inputs: readonly TracedInputs[],
  comparisons: readonly Comparison[],
): readonly Finding[] {
  return inputs.flatMap((traced): readonly Finding[] => {
    if (traced.outcome !== 'same' || traced.measured !== true) return [];
    const differing = comparisons.filter(
      ({ scenario, gated, verdict }) =>
        scenario === traced.scenario &&
        gated &&
        (verdict === 'regressed' || verdict === 'improved'),
    );
    return differing.map(({ metric, verdict }) => ({
      id: 'same-inputs-contradicted',
      level: 'warning',
      message: `${traced.scenario} reads the same inputs on both sides (${traced.files} files), but its ${metric} was judged ${verdict}.`,
      remedy:
        'Measure again with a different --seed. If the result repeats, the scenario depends on an input that the trace does not capture; do not exclude it from a gate.',
    }));
  });
}
