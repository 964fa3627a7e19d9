import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { printable } from '../../text/printable.ts';
import { budgetFacts } from './budget-facts.ts';
import { failureFacts } from './failure-facts.ts';
import { fieldFact, fieldLead } from './field-facts.ts';
import { intervalTitle, type MetricFact, metricFacts, unavailableFacts } from './metric-facts.ts';
import { samplingFact } from './sampling-fact.ts';
import { serverFact } from './server-fact.ts';

/** One run as every report shows it: the one model behind all of them. */
export type RunFacts = ReturnType<typeof runFacts>;

export function runFacts(run: RunRecord) {
  const metrics = metricFacts(run);
  const primary = metrics.find(({ isPrimary }) => isPrimary) ?? null;
  const field = fieldFact(run);
  return {
    /** Name on one line, without control characters. */
    scenario: printable(run.scenario),
    kind: run.kind,
    id: run.id,
    /** Scenario file from the project root; null for the ad-hoc forms. */
    file: run.file === null ? null : printable(run.file),
    /** What became of it, in one word; the worst that applies. */
    outcome: outcomeOf(run),
    budgets: budgetFacts(run),
    /** The primary one first. */
    metrics,
    /** null: it was never measured. */
    primary,
    /** What lists show of it: the primary metric, else one that was imported, or the field's. */
    lead: primary ?? decisive(run, metrics) ?? fieldLead(field),
    /** `95 % interval`, or what the trials sufficed for. */
    intervalTitle: intervalTitle(metrics),
    unavailable: unavailableFacts(run),
    /** What real users had; null: nothing is known of them. */
    field,
    failures: failureFacts(run),
    sampling: samplingFact(run),
    /** null: no server was started for it, or the record does not tell of it. */
    server: serverFact(run),
    run,
  };
}

/** Of an imported run without its kind's primary metric: what decides over it in a comparison. */
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
