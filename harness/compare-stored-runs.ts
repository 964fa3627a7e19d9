import { compareMetricSamples, createIncomparableRow } from './compare-metric-samples.ts';
import { compareRunConditions, explainCountedMismatch } from './compare-run-conditions.ts';
import { detectPageMismatch } from './gate/detect-page-mismatch-between-sides.ts';
import { judgeStoredComparisons } from './gate/judge-comparisons-of-separate-runs.ts';
import { type GatedScenario, gatedMetrics } from './gate/select-gated-metrics.ts';
import { type RunRecord, restoreRecordedScenario } from './model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
  type ComparisonReport,
} from './model/documents/run-report-and-comparison-document.ts';
import type { Finding } from './model/finding.ts';
import { selectMetrics } from './model/metric.ts';
import { CONFIDENCE } from './stats/summarize-metric.ts';

export interface StoredSide {
  /** Name as the user stated it. */
  readonly label: string;
  readonly source: 'record' | 'baseline';
  readonly runs: readonly RunRecord[];
}

export interface CompareStoredOptions {
  /** Confidence of each interval. Default 0.95. */
  readonly confidence?: number;
  /** Margin for every metric, as a ratio; null or absent: the margins of the head's scenarios. */
  readonly margin?: number | null;
}

/**
 * Compares runs that were measured at different times, by scenario and metric. Pure. The samples
 * are independent, and the difference includes changes of the machine in between, so nothing is
 * ever `confirmed`; a finding says so.
 */
export function compareStoredRuns(
  base: StoredSide,
  head: StoredSide,
  options: CompareStoredOptions = {},
): ComparisonReport {
  const { confidence = CONFIDENCE, margin = null } = options;
  const [baseRuns, headRuns] = [newestByScenario(base.runs), newestByScenario(head.runs)];
  const compared = [...headRuns].flatMap(([scenario, run]) => {
    const before = baseRuns.get(scenario);
    return before === undefined ? [] : [compareRuns(before, run, { confidence, margin })];
  });
  const comparisons = compared.flatMap((runComparison) => runComparison.comparisons);
  return {
    schema: COMPARISON_SCHEMA,
    id: null,
    base: { label: base.label, source: base.source, commit: null },
    head: { label: head.label, source: head.source, commit: null },
    seed: null,
    confidence,
    comparisons,
    findings: [
      ...(compared.length === 0
        ? []
        : [storedComparisonFinding([...baseRuns.values()], [...headRuns.values()])]),
      ...unmatchedScenarioFindings(baseRuns, headRuns, 'base'),
      ...unmatchedScenarioFindings(headRuns, baseRuns, 'head'),
      ...compared.flatMap((runComparison) => runComparison.findings),
    ],
    runs: [...baseRuns.values(), ...headRuns.values()],
    verdict: judgeStoredComparisons(
      comparisons.filter(({ gated }) => gated),
      new Set(compared.filter(({ isBusy }) => isBusy).map(({ scenario }) => scenario)),
    ),
    rules: null,
    plan: null,
    reproduce: null,
  };
}

interface ComparedRuns {
  readonly scenario: string;
  /** True if either run was measured while other processes used the machine. */
  readonly isBusy: boolean;
  readonly gated: ReadonlySet<string>;
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
}

function compareRuns(
  base: RunRecord,
  head: RunRecord,
  { confidence, margin }: Required<CompareStoredOptions>,
): ComparedRuns {
  const { scenario } = head;
  // The settings of the head apply, since the base may be older than they are.
  const judged = gatedScenarioOf(head);
  const gated = gatedMetrics(judged);
  const { isBusy, findings, ...conditions } = compareRunConditions(base, head);
  const reason = conditions.reason ?? explainPageMismatch(base, head);
  const measured = selectMetrics([...Object.keys(base.metrics), ...Object.keys(head.metrics)]);
  const comparisons = measured.flatMap(({ name: metric }): readonly Comparison[] => {
    const [before, after] = [base.metrics[metric], head.metrics[metric]];
    const pair = { scenario, metric, base: before, head: after, judged, margin };
    if (reason !== null) return gated.has(metric) ? [createIncomparableRow(pair, reason)] : [];
    if (before === undefined)
      return [createIncomparableRow(pair, missingMetricReason(base, metric, 'base'))];
    if (after === undefined)
      return [createIncomparableRow(pair, missingMetricReason(head, metric, 'head'))];
    const mismatch = explainCountedMismatch(metric, base, head);
    if (mismatch !== null) return [createIncomparableRow(pair, mismatch)];
    return [compareMetricSamples({ ...pair, base: before, head: after, confidence })];
  });
  const comparedRuns = { scenario, isBusy, gated, comparisons, findings };
  if (comparisons.length > 0 || reason === null) return comparedRuns;
  const emptyPair = {
    scenario,
    metric: [...gated][0] ?? '',
    base: undefined,
    head: undefined,
    judged,
    margin,
  };
  return { ...comparedRuns, comparisons: [createIncomparableRow(emptyPair, reason)] };
}

function explainPageMismatch(base: RunRecord, head: RunRecord): string | null {
  if (head.kind !== 'page') return null;
  const isNamed = head.settings.expectElement !== undefined;
  return detectPageMismatch({ base: base.trials, head: head.trials }, isNamed)?.reason ?? null;
}

function gatedScenarioOf(record: RunRecord): GatedScenario {
  const { kind } = record;
  const { budgets, regression, margin } = restoreRecordedScenario(record) ?? {
    budgets: [],
    regression: {},
    margin: null,
  };
  return { kind, budgets, regression, margin };
}

function missingMetricReason(run: RunRecord, metric: string, side: string): string {
  const why = run.unavailable[metric];
  return `the ${side} has no ${metric}${why === undefined ? '' : `: ${why}`}`;
}

function newestByScenario(runs: readonly RunRecord[]): ReadonlyMap<string, RunRecord> {
  const newest = new Map<string, RunRecord>();
  for (const run of runs) {
    const known = newest.get(run.scenario);
    if (known === undefined || known.id < run.id) newest.set(run.scenario, run);
  }
  return newest;
}

function storedComparisonFinding(base: readonly RunRecord[], head: readonly RunRecord[]): Finding {
  const first = (runs: readonly RunRecord[]): string =>
    runs.map(({ startedAt }) => startedAt).toSorted()[0] ?? '';
  return {
    id: 'stored-comparison',
    level: 'info',
    message: `These runs were measured at different times (${first(base)} and ${first(head)}). Results for the same code vary by several percent with the time of day, so no change can be confirmed here.`,
    remedy:
      'Before acting on a small difference, measure both versions again at about the same time; a live comparison (perf-harness compare <git ref>) gives a reliable verdict.',
  };
}

function unmatchedScenarioFindings(
  runs: ReadonlyMap<string, RunRecord>,
  others: ReadonlyMap<string, RunRecord>,
  side: 'base' | 'head',
): readonly Finding[] {
  const unmatched = [...runs.keys()].filter((scenario) => !others.has(scenario));
  if (unmatched.length === 0) return [];
  const names = unmatched.map((scenario) => `"${scenario}"`).join(', ');
  return [
    {
      id: `only-in-${side}`,
      level: side === 'base' ? 'warning' : 'info',
      message: `Scenarios that exist only in the ${side} are not compared: ${names}.`,
      remedy:
        side === 'base'
          ? 'Run the whole suite, or save the baseline again if the scenarios were removed.'
          : 'Save the baseline again to compare these scenarios from now on.',
    },
  ];
}
