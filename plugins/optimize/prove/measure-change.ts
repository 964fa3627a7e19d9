import { measure, type processes } from 'perf-harness/plugin';
import type { Proof } from '../document/proof-document.ts';
import { findMetricDirection } from '../optimization-metrics.ts';

/** Two folders of a project, and how they are measured. */
export interface ComparedFolders {
  readonly base: string;
  readonly head: string;
  /** Metrics that decide; null: each scenario's own. */
  readonly metrics: readonly string[] | null;
  readonly limits: processes.TreeLimits;
  readonly signal: AbortSignal;
}

/** Scenarios by name, file or tag, or a command; empty: all scenarios that the project has. */
export type MeasurementTarget = Pick<
  Parameters<typeof measure.compare>[0],
  'targets' | 'command' | 'budgetMs'
>;

/** Measurements of a change. */
export type Measured = Pick<Proof, 'gains' | 'unmeasured' | 'findings'>;

/** Measures a change by live comparisons, each scenario by its deciding metric. */
export async function measureChange(
  { base, head, metrics, limits, signal }: ComparedFolders,
  subject: MeasurementTarget,
): Promise<Measured> {
  const { comparisons } = await measure.compare({
    base,
    head,
    cwd: head,
    limits,
    signal,
    explain: false,
    label: 'perf-harness prove',
    ...subject,
    ...(metrics !== null && { decideBy: metrics }),
  });
  const gains = comparisons
    .filter(({ gated }) => gated)
    .map(({ scenario: name, metric, verdict, ratio, low, high, reason }) => ({
      scenario: name,
      benchmark: null,
      metric,
      verdict,
      ratio,
      low,
      high,
      reason,
      better: findMetricDirection(metric),
    }));
  const unmeasured = gains.length === 0 ? 'the scenarios have no gated metric' : null;
  return { gains, unmeasured, findings: [] };
}
