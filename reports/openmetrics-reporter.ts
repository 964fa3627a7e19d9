import { GATE_SCHEMA, type GateReport } from '../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
} from '../harness/model/documents/run-report-and-comparison-document.ts';
import { findMetric } from '../harness/model/metric.ts';
import { requireMeasuredDocument, selectNewestRuns } from './document-containing-runs.ts';
import {
  createExposition,
  type Exposition,
  familyName,
  seriesName,
} from './openmetrics-exposition.ts';
import type { Reporter } from './reporter.ts';

/** Reporter for Prometheus and the like: OpenMetrics 1.0 text, base units, with intervals. */
export const openmetricsReporter: Reporter = {
  id: 'openmetrics',
  render: (shown) => {
    const document = requireMeasuredDocument(shown, 'openmetrics');
    const exposition = createExposition();
    for (const run of selectNewestRuns(document)) addRunSeries(exposition, run);
    if (document.schema === COMPARISON_SCHEMA)
      addComparisonSeries(exposition, document.comparisons);
    if (document.schema === GATE_SCHEMA) addGateSeries(exposition, document);
    return exposition.text();
  },
};

const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;

function addRunSeries({ add }: Exposition, run: RunRecord): void {
  const of = { scenario: run.scenario, kind: run.kind };
  for (const [name, { unit, center, low, high }] of Object.entries(run.metrics)) {
    const series = seriesName({ name, unit });
    const meaning = series.labels.metric === undefined ? findMetric(name)?.meaning : undefined;
    const help = meaning ?? `load engine metrics in ${series.unit || 'numbers'}`;
    const ends = [
      ['', center, 'Median over the trials'],
      ['_low', low, 'Lower bound of the confidence interval'],
      ['_high', high, 'Upper bound of the confidence interval'],
    ] as const;
    for (const [end, value, what] of ends) {
      const labels = { ...of, ...series.labels };
      const scaled = value / series.divisor;
      add(familyName(series, end), `${what}: ${help}.`, labels, scaled, series.unit);
    }
  }
  addVerdicts({ add }, run);
  const { git, runtime, harness, machine } = run.environment ?? {};
  const info = {
    ...of,
    id: run.id,
    state: run.state,
    commit: git?.commit ?? '',
    node: runtime?.node ?? '',
    harness: harness?.version ?? '',
    machine: machine?.id ?? '',
  };
  add('perf_harness_run_info', 'Metadata of the run and its environment.', info, 1);
  const finished = Date.parse(run.finishedAt ?? run.startedAt);
  if (Number.isNaN(finished)) return;
  const name = 'perf_harness_run_finished_timestamp_seconds';
  add(name, 'End of the run, in seconds since the Unix epoch.', of, finished / 1_000, 'seconds');
}

function addVerdicts(
  { add }: Pick<Exposition, 'add'>,
  { scenario, kind, budgets, verdict }: RunRecord,
): void {
  for (const verdictName of VERDICTS) {
    const labels = { scenario, kind, verdict: verdictName };
    add(
      'perf_harness_run_verdict',
      '1 if the run has this verdict, otherwise 0.',
      labels,
      isOne(verdictName, verdict),
    );
  }
  for (const { metric, limit, level, verdict: judged } of budgets) {
    for (const verdict of VERDICTS) {
      const labels = { scenario, kind, metric, limit, level, verdict: verdict };
      const help = '1 if the budget has this verdict, otherwise 0.';
      add('perf_harness_budget_verdict', help, labels, isOne(verdict, judged));
    }
  }
}

function isOne(verdict: string, own: string): 0 | 1 {
  return verdict === own ? 1 : 0;
}

function addComparisonSeries({ add }: Exposition, comparisons: readonly Comparison[]): void {
  for (const { scenario, metric, verdict, ratio, low, high, pairs } of comparisons) {
    const of = { scenario, metric };
    const ends = [
      ['', ratio, 'Head value divided by base value'],
      ['_low', low, 'Lower bound of the confidence interval for the head/base ratio'],
      ['_high', high, 'Upper bound of the confidence interval for the head/base ratio'],
    ] as const;
    for (const [end, value, help] of ends) {
      if (value === null) continue;
      add(`perf_harness_comparison${end}_ratio`, `${help}.`, of, value, 'ratio');
    }
    const judged = { ...of, verdict };
    add('perf_harness_comparison_verdict', '1 if the metric has this verdict.', judged, 1);
    add('perf_harness_comparison_pairs', 'Number of measured pairs.', of, pairs);
  }
}

function addGateSeries(exposition: Exposition, gate: GateReport): void {
  const { verdict, exit_code: code } = gate;
  addComparisonSeries(exposition, gate.comparison?.comparisons ?? []);
  exposition.add('perf_harness_gate_verdict', '1 if the gate has this verdict.', { verdict }, 1);
  exposition.add('perf_harness_gate_exit_code', 'Exit code of the gate.', {}, code);
}
