import { measure, type processes, UserError } from 'perf-harness/plugin';
import type { Proof } from '../document/proof-document.ts';
import { findMetricDirection } from '../optimization-metrics.ts';

/** Two folders of a project, with the scenarios to measure in them. */
export interface MeasuredSides {
  readonly base: string;
  readonly head: string;
  /** Names, files or tags of scenarios; null: all that the project has. */
  readonly scenarios: readonly string[] | null;
  /** Metrics that decide; null: each scenario's own. */
  readonly metrics: readonly string[] | null;
  readonly limits: processes.TreeLimits;
  readonly signal: AbortSignal;
}

type Measured = Pick<Proof, 'gains' | 'unmeasured'>;

/** Measures a change by live comparisons of the project's scenarios, each by its deciding metric. */
export async function measureChange(sides: MeasuredSides): Promise<Measured> {
  const { base, head, scenarios, metrics, limits, signal } = sides;
  try {
    const { comparisons } = await measure.compare({
      base,
      head,
      cwd: head,
      limits,
      signal,
      explain: false,
      label: 'perf-harness prove',
      ...(scenarios !== null && { targets: scenarios }),
      ...(metrics !== null && { decideBy: metrics }),
    });
    const gains = comparisons
      .filter(({ gated }) => gated)
      .map(({ scenario: name, metric, verdict, ratio, low, high, reason }) => ({
        scenario: name,
        metric,
        verdict,
        ratio,
        low,
        high,
        reason,
        better: findMetricDirection(metric),
      }));
    return { gains, unmeasured: gains.length === 0 ? 'the scenarios have no gated metric' : null };
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'no-scenarios') throw error;
    return { gains: [], unmeasured: 'the project has no scenario that measures the change' };
  }
}
