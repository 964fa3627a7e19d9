import type { RunRecord } from '../../harness/model/record.ts';
import { printable } from '../text/printable.ts';
import { type BudgetFact, budgetFacts } from './budget-facts.ts';
import { type FailureFact, failureFacts } from './failure-facts.ts';
import {
  intervalTitle,
  type MetricFact,
  metricFacts,
  type UnavailableFact,
  unavailableFacts,
} from './metric-facts.ts';
import { type SamplingFact, samplingFact } from './sampling-fact.ts';

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
  /** `95 % interval`, or what the trials sufficed for. */
  readonly intervalTitle: string;
  readonly unavailable: readonly UnavailableFact[];
  readonly failures: readonly FailureFact[];
  readonly sampling: SamplingFact;
  readonly run: RunRecord;
}

export function runFacts(run: RunRecord): RunFacts {
  const metrics = metricFacts(run);
  return {
    scenario: printable(run.scenario),
    kind: run.kind,
    id: run.id,
    file: run.file === null ? null : printable(run.file),
    outcome: outcomeOf(run),
    budgets: budgetFacts(run),
    metrics,
    primary: metrics.find(({ isPrimary }) => isPrimary) ?? null,
    intervalTitle: intervalTitle(metrics),
    unavailable: unavailableFacts(run),
    failures: failureFacts(run),
    sampling: samplingFact(run),
    run,
  };
}

function outcomeOf({ state, verdict }: RunRecord): Outcome {
  if (state === 'failed') return 'failed';
  if (state === 'interrupted' || state === 'running') return 'interrupted';
  return verdict;
}
