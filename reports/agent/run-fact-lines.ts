import type { RunFacts } from '../facts/run/run-facts.ts';
import { factLine } from './fact-line.ts';

/** The facts of one run; `run=N` ties them together. */
export function runFactLines(facts: RunFacts, number: number): readonly string[] {
  const { scenario, kind, file, id, outcome, sampling, run } = facts;
  return [
    factLine('run', {
      run: number,
      scenario,
      kind,
      file,
      outcome,
      state: run.state,
      verdict: run.verdict,
      record: id,
    }),
    factLine('sampling', {
      run: number,
      trials: sampling.trials,
      warmups: sampling.warmups,
      seconds: sampling.elapsedMs / 1_000,
      stop: run.stop,
      quick: sampling.isQuick,
    }),
    ...facts.failures.map(({ place, reason, message, remedy, output }) =>
      factLine('failure', {
        run: number,
        at: place,
        reason,
        message,
        remedy,
        output: output.length === 0 ? null : output.join(' / '),
      }),
    ),
    ...budgetLines(facts, number),
    ...metricLines(facts, number),
    ...fieldLines(facts, number),
    ...facts.unavailable.map(({ metrics, reason }) =>
      factLine('unavailable', { run: number, metrics: metrics.join(','), reason }),
    ),
  ];
}

function budgetLines({ budgets }: RunFacts, number: number): readonly string[] {
  return budgets.map(({ metric, limit, outcome, distance, result }) =>
    factLine('budget', {
      run: number,
      metric,
      limit,
      outcome,
      verdict: result.verdict,
      level: result.level,
      value: result.value,
      low: result.low,
      high: result.high,
      distance: distance === '' ? null : distance,
    }),
  );
}

function fieldLines({ field }: RunFacts, number: number): readonly string[] {
  return (field?.rows ?? []).map(({ metric, unit, measured, labValue }) => {
    const { p75, low, high, n } = measured;
    return factLine('field', { run: number, metric, p75, unit, low, high, n, lab: labValue });
  });
}

function metricLines({ metrics }: RunFacts, number: number): readonly string[] {
  return metrics.map(({ name, isPrimary, summary }) => {
    const { center, low, high, confidence, n, variation, unit, better } = summary;
    // One trial has a place but no spread.
    const isSpread = n > 1;
    return factLine('metric', {
      run: number,
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
    });
  });
}
