import { REPORT_SCHEMA, type Report } from '../../../harness/model/documents/document.ts';
import type { ReportFacts } from '../../facts/run/report-facts.ts';
import type { RunFacts } from '../../facts/run/run-facts.ts';
import type { Fact } from '../../view.ts';
import { telemetryFacts } from '../telemetry-list.ts';

/** Runs for programs; `run=N` ties the facts of one together. */
export function reportProgramFacts(
  { runs, telemetry }: ReportFacts,
  { verdict, rankings }: Report,
): readonly Fact[] {
  return [
    { keyword: 'report', values: { schema: REPORT_SCHEMA, verdict, runs: runs.length } },
    ...telemetryFacts(telemetry ?? []),
    ...runs.flatMap((facts, index) => runProgramFacts(facts, index + 1)),
    ...rankings.flatMap(({ group, metric, places }) =>
      places.map((place, index): Fact => {
        const { scenario, ratio, low, high, distinct, pairs, needed_pairs } = place;
        return {
          keyword: 'rank',
          values: {
            ...{ group, metric, place: index + 1, scenario },
            ...{ ratio, low, high, distinct, pairs, needed_pairs },
          },
        };
      }),
    ),
  ];
}

function runProgramFacts(facts: RunFacts, number: number): readonly Fact[] {
  const { scenario, kind, file, id, outcome, sampling, run } = facts;
  const fact = (keyword: string, values: Fact['values']): Fact => ({
    keyword,
    values: { run: number, ...values },
  });
  return [
    fact('run', {
      scenario,
      kind,
      file,
      outcome,
      state: run.state,
      verdict: run.verdict,
      record: id,
    }),
    fact('sampling', {
      trials: sampling.trials,
      warmups: sampling.warmups,
      seconds: sampling.elapsedMs / 1_000,
      stop: run.stop,
      quick: sampling.isQuick,
    }),
    ...facts.failures.map(({ place, reason, message, remedy, output }) =>
      fact('failure', {
        at: place,
        reason,
        message,
        remedy,
        output: output.length === 0 ? null : output.join(' / '),
      }),
    ),
    ...facts.budgets.map((budget) => fact('budget', budgetValues(budget))),
    ...facts.metrics.map((metric) => fact('metric', metricValues(metric))),
    ...(facts.field?.rows ?? []).map(({ metric, unit, measured, labValue }) => {
      const { p75, low, high, n } = measured;
      return fact('field', { metric, p75, unit, low, high, n, lab: labValue });
    }),
    ...facts.unavailable.map(({ metrics, reason }) =>
      fact('unavailable', { metrics: metrics.join(','), reason }),
    ),
  ];
}

function budgetValues({
  metric,
  limit,
  outcome,
  distance,
  result: { verdict, level, value, low, high },
}: RunFacts['budgets'][number]): Fact['values'] {
  return {
    ...{ metric, limit, outcome, verdict, level, value, low, high },
    distance: distance === '' ? null : distance,
  };
}

function metricValues({ name, isPrimary, summary }: RunFacts['metrics'][number]): Fact['values'] {
  const { center, low, high, confidence, n, variation, unit, better } = summary;
  // One trial has a place but no spread.
  const isSpread = n > 1;
  return {
    name,
    center,
    unit,
    low: isSpread ? low : null,
    high: isSpread ? high : null,
    confidence: isSpread ? confidence : null,
    variation: isSpread ? variation : null,
    n,
    better,
    primary: isPrimary ? true : null,
  };
}
