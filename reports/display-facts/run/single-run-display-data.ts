import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import type { Summary } from '../../../harness/model/metric-summary.ts';
import { findOutputErrorLine } from '../../../harness/model/program-output-error.ts';
import { primaryMetric } from '../../../harness/model/scenario/scenario.ts';
import { OMISSION_MARK } from '../../../harness/model/shorten-program-output.ts';
import { formatShare, formatWithInterval, NO_NUMBER } from '../../format-quantity.ts';
import { printable, splitPrintableLines } from '../../text/printable-text.ts';
import { budgetFacts } from './budget-display-data.ts';
import { fieldDataFact, selectFieldValue } from './real-user-metrics-display-data.ts';
import { serverTrialFact } from './slowest-trial-server-display-data.ts';
import { trialSamplingFact } from './trial-count-and-precision-display-data.ts';

export type RunFacts = ReturnType<typeof runFacts>;

export function runFacts(run: RunRecord) {
  const metrics = metricFacts(run);
  const primary = metrics.find(({ isPrimary }) => isPrimary) ?? null;
  const field = fieldDataFact(run);
  return {
    /** Name on one line, without control characters. */
    scenario: printable(run.scenario),
    kind: run.kind,
    id: run.id,
    /** Scenario file from the project root; null for the ad-hoc forms. */
    file: run.file === null ? null : printable(run.file),
    /** Outcome in one word; the worst that applies. */
    outcome: outcomeOf(run),
    budgets: budgetFacts(run),
    metrics,
    /** null: it was never measured. */
    primary,
    /** Value shown in lists: the primary metric, else an imported metric, else the field value. */
    lead: primary ?? decisive(run, metrics) ?? selectFieldValue(field),
    /** Title such as `95 % interval`, or the confidence that the trials allow. */
    intervalTitle: formatIntervalTitle(metrics),
    unavailable: unavailableMetricFacts(run),
    /** Field data of real users; null: none. */
    field,
    failures: failureFacts(run),
    sampling: trialSamplingFact(run),
    /** Facts of the server; null: no server was started, or the record has no data of it. */
    server: serverTrialFact(run),
    run,
  };
}

/** Returns the metric that decides for imported runs without their kind's primary metric. */
function decisive(
  { imported, settings }: RunRecord,
  metrics: readonly MetricFact[],
): MetricFact | undefined {
  if (imported === undefined) return undefined;
  const { regression } = settings;
  const named = typeof regression === 'object' ? Object.keys(regression ?? {}) : [];
  return metrics.find(({ name }) => named.includes(name)) ?? metrics[0];
}

function outcomeOf({ state, verdict }: RunRecord) {
  if (state === 'failed') return 'failed';
  if (state === 'interrupted' || state === 'running') return 'interrupted';
  return verdict;
}

function failureFacts(run: RunRecord) {
  return run.trials.flatMap((trial, index) => {
    if (trial.state !== 'failed') return [];
    const alike = run.trials.slice(0, index + 1).filter(({ warmup }) => warmup === trial.warmup);
    const { reason, message, remedy, output = '' } = trial.failure;
    return {
      /** `trial 3`, `warm-up 1`. */
      place: `${trial.warmup ? 'warm-up' : 'trial'} ${alike.length}`,
      reason,
      message: printable(message),
      remedy: remedy === undefined ? null : printable(remedy),
      /** Part of its output that explains the failure: error, location, last lines. */
      output: extractFailureOutputLines(output),
    };
  });
}

/** Lines at the end that are shown; the record has more. */
const TAIL = 5;

/**
 * Returns the lines of an output that explain a failure: the line with the error, its location in
 * the user's code, and the last lines, in their order.
 */
export function extractFailureOutputLines(output: string): readonly string[] {
  const lines = splitPrintableLines(output);
  const found = findOutputErrorLine(lines);
  const first = Math.max(0, lines.length - TAIL);
  const shown = new Set(
    [found?.error, found?.location].filter((lineIndex) => typeof lineIndex === 'number'),
  );
  for (let index = first; index < lines.length; index += 1) shown.add(index);
  return [...shown]
    .toSorted((a, b) => a - b)
    .flatMap((index, at, all) => {
      const isGap = at > 0 && index > (all[at - 1] ?? 0) + 1 && lines[index] !== OMISSION_MARK;
      return [...(isGap ? [OMISSION_MARK] : []), lines[index] ?? ''];
    });
}

export type MetricFact = ReturnType<typeof metricFacts>[number];

/** Returns a run's metrics: the primary first, then those with a budget, then the rest. */
export function metricFacts(run: RunRecord) {
  const primary = primaryMetric(run);
  const budgeted = new Set(run.budgets.map(({ metric }) => metric));
  const place = (name: string): number => (name === primary ? 0 : budgeted.has(name) ? 1 : 2);
  return Object.entries(run.metrics)
    .toSorted(([a], [b]) => place(a) - place(b))
    .map(([name, summary]) => ({
      name,
      /** True for the primary metric of the scenario. */
      isPrimary: name === primary,
      ...measuredTexts(summary),
      /** `2.1 %` */
      variation: summary.n === 1 ? NO_NUMBER : formatShare(summary.variation),
      summary,
    }));
}

/**
 * Formats the centre, the interval and both together: `1.238 ms ± 0.021`, `1.24 ms (1.21 … 1.29)`;
 * one trial has no interval.
 */
function measuredTexts(summary: Summary) {
  const { center, interval } = formatWithInterval(summary, summary.unit);
  if (summary.n === 1) return { center, interval: 'one trial', text: center };
  const isOneSpread = interval.startsWith('±');
  return { center, interval, text: `${center} ${isOneSpread ? interval : `(${interval})`}` };
}

function unavailableMetricFacts({ unavailable }: Pick<RunRecord, 'unavailable'>) {
  const byReason = Map.groupBy(Object.entries(unavailable), ([, reason]) => reason);
  return [...byReason].map(([reason, entries]) => ({
    metrics: entries.map(([name]) => name),
    reason,
  }));
}

const WANTED = 0.95;

/**
 * Returns the title for the intervals of a run: `95 % interval`, or a lower confidence if trials
 * were too few for that, or just `interval` if confidences differ.
 */
export function formatIntervalTitle(metrics: readonly MetricFact[]): string {
  const confidences = metrics
    .filter(({ summary }) => summary.n > 1)
    .map(({ summary }) => Math.min(WANTED, summary.confidence));
  const [first = WANTED, ...others] = confidences;
  // Rounded down: 94.97 % is not 95 %.
  const percent = Math.floor(first * 1_000) / 10;
  return others.every((other) => other === first) ? `${percent} % interval` : 'interval';
}
