import {
  REPORT_SCHEMA,
  type Report,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { RunReportFacts } from '../../display-facts/run/run-report-display-data.ts';
import type { RunFacts } from '../../display-facts/run/single-run-display-data.ts';
import type { Fact } from '../../format-independent-report-view.ts';
import { createFact } from '../../report-block-builders.ts';
import { telemetryAgentFacts } from '../production-telemetry-blocks.ts';

/** Returns runs for programs; `run=N` links the facts of one run. */
export function reportAgentFacts(
  { runs, telemetry }: RunReportFacts,
  { verdict, rankings }: Report,
): readonly Fact[] {
  return [
    createFact('report', { schema: REPORT_SCHEMA, verdict, runs: runs.length }),
    ...telemetryAgentFacts(telemetry),
    ...runs.flatMap((facts, index) => runProgramFacts(facts, index + 1)),
    ...rankings.flatMap(({ group, metric, places }) =>
      places.map(({ scenario, ratio, low, high, distinct, pairs, needed_pairs }, index) =>
        createFact('rank', {
          ...{ group, metric, place: index + 1, scenario },
          ...{ ratio, low, high, distinct, pairs, needed_pairs },
        }),
      ),
    ),
  ];
}

function runProgramFacts(facts: RunFacts, number: number): readonly Fact[] {
  const { scenario, kind, file, id, outcome, sampling, run } = facts;
  const { trials, warmups, elapsedMs, isQuick } = sampling;
  const { state, verdict, stop } = run;
  const own = (keyword: string, values: Fact['values']): Fact =>
    createFact(keyword, { run: number, ...values });
  return [
    own('run', { scenario, kind, file, outcome, state, verdict, record: id }),
    own('sampling', { trials, warmups, seconds: elapsedMs / 1_000, stop, quick: isQuick }),
    ...facts.failures.map(({ place, reason, message, remedy, output }) =>
      own('failure', { at: place, reason, message, remedy, output: output.join(' / ') || null }),
    ),
    ...facts.budgets.map(({ metric, limit, outcome: became, distance, result }) => {
      const { verdict: judged, level, value, low, high } = result;
      return own('budget', {
        ...{ metric, limit, outcome: became, verdict: judged, level, value, low, high },
        distance: distance || null,
      });
    }),
    ...facts.metrics.map((metric) => own('metric', metricValues(metric))),
    ...(facts.field?.rows ?? []).map(({ metric, unit, measured, labValue }) => {
      const { p75, low, high, n } = measured;
      return own('field', { metric, p75, unit, low, high, n, lab: labValue });
    }),
    ...facts.unavailable.map(({ metrics, reason }) =>
      own('unavailable', { metrics: metrics.join(','), reason }),
    ),
  ];
}

function metricValues({ name, isPrimary, summary }: RunFacts['metrics'][number]): Fact['values'] {
  const { center, low, high, confidence, n, variation, unit, better } = summary;
  // A single trial has a centre but no spread.
  const none = { low: null, high: null, confidence: null, variation: null };
  const spread = n > 1 ? { low, high, confidence, variation } : none;
  return { name, center, unit, ...spread, n, better, primary: isPrimary ? true : null };
}
