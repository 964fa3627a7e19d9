import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { extractFailureOutputLines } from '../../text/extract-failure-output-lines.ts';
import { printable } from '../../text/printable-text.ts';
import { budgetFacts } from './budget-display-data.ts';
import {
  formatIntervalTitle,
  type MetricFact,
  metricFacts,
  unavailableMetricFacts,
} from './metric-display-data.ts';
import { fieldDataFact, selectFieldValue } from './real-user-metrics-display-data.ts';
import { serverTrialFact } from './slowest-trial-server-display-data.ts';
import { trialSamplingFact } from './trial-count-and-precision-display-data.ts';

/** One run, as shown by every report: the common model behind all of them. */
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
    /** Metrics, the primary metric first. */
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

/** The failed units as every report shows them. */
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
