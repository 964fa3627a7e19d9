import type { RunRecord } from '../../../harness/model/documents/record.ts';
import { printable } from '../../text/printable.ts';
import { type BudgetFact, budgetFacts } from './budget-facts.ts';
import { type FailureFact, failureFacts } from './failure-facts.ts';
import { type FieldFact, fieldFact, fieldLead } from './field-facts.ts';
import {
  intervalTitle,
  type MetricFact,
  metricFacts,
  type UnavailableFact,
  unavailableFacts,
} from './metric-facts.ts';
import { type SamplingFact, samplingFact } from './sampling-fact.ts';
import { type ServerFact, serverFact } from './server-fact.ts';

/** What became of a run, in one word; the worst that applies. */
export type Outcome = 'failed' | 'interrupted' | 'fail' | 'inconclusive' | 'pass';

/** One run as every report shows it: the one model behind all of them. */
export interface RunFacts {
  /** Name on one line, without control characters. */
  readonly scenario: string;
  readonly kind: RunRecord['kind'];
  readonly id: string;
  /** Scenario file from the project root; null for the ad-hoc forms. */
  readonly file: string | null;
  readonly outcome: Outcome;
  readonly budgets: readonly BudgetFact[];
  /** The primary one first. */
  readonly metrics: readonly MetricFact[];
  /** null: it was never measured. */
  readonly primary: MetricFact | null;
  /** What lists show of it: the primary metric, else one that was imported, or the field's. */
  readonly lead: Pick<MetricFact, 'name' | 'center' | 'interval'> | null;
  /** `95 % interval`, or what the trials sufficed for. */
  readonly intervalTitle: string;
  readonly unavailable: readonly UnavailableFact[];
  /** What real users had; null: nothing is known of them. */
  readonly field: FieldFact | null;
  readonly failures: readonly FailureFact[];
  readonly sampling: SamplingFact;
  /** null: no server was started for it, or the record does not tell of it. */
  readonly server: ServerFact | null;
  readonly run: RunRecord;
}

export function runFacts(run: RunRecord): RunFacts {
  const metrics = metricFacts(run);
  const primary = metrics.find(({ isPrimary }) => isPrimary) ?? null;
  const field = fieldFact(run);
  return {
    scenario: printable(run.scenario),
    kind: run.kind,
    id: run.id,
    file: run.file === null ? null : printable(run.file),
    outcome: outcomeOf(run),
    budgets: budgetFacts(run),
    metrics,
    primary,
    lead: primary ?? decisive(run, metrics) ?? fieldLead(field),
    intervalTitle: intervalTitle(metrics),
    unavailable: unavailableFacts(run),
    field,
    failures: failureFacts(run),
    sampling: samplingFact(run),
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

function outcomeOf({ state, verdict }: RunRecord): Outcome {
  if (state === 'failed') return 'failed';
  if (state === 'interrupted' || state === 'running') return 'interrupted';
  return verdict;
}
