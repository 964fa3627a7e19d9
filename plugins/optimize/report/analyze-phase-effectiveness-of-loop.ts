import type { PerformanceMap } from 'perf-harness/plugin';
import { z } from 'zod';
import { assessmentFields } from '../document/optimization-document.ts';
import type { Research } from '../document/optimization-hypothesis.ts';
import type { Execution } from '../phase-result-schemas.ts';

export const metaSchema = z.object({
  ...assessmentFields,
  at: z.iso.datetime(),
  slug: z.string(),
  /** Phases that failed, each as often as it did. */
  failures: z.array(z.string()),
  /** Classes of bottlenecks for which nothing was proposed. */
  blind_spots: z.array(z.string()),
});
/** Assessment of the loop's own phases in one run (SH8-20). */
export type PhaseAnalysis = z.infer<typeof metaSchema>;

/** Data of a cycle; null for phases that it did not reach. */
export interface CyclePhaseFacts {
  readonly map: PerformanceMap | null;
  readonly research: Research | null;
  readonly execution: Execution | null;
}

export interface PhaseFacts {
  readonly at: string;
  readonly slug: string;
  readonly cycles: readonly CyclePhaseFacts[];
  readonly gains: readonly number[];
  readonly overallGain: number;
  readonly maxCycles: number;
  readonly failures: readonly string[];
}

/** Percentage points between the first gain and the last that are a trend. */
const TREND = 5;

export function analyzePhases(facts: PhaseFacts): PhaseAnalysis {
  const { cycles, gains } = facts;
  const strikes = cycles.flatMap(({ execution }) => execution?.strike_result ?? []);
  const count = (result: Execution['strike_result']): number =>
    strikes.filter((outcome) => outcome === result).length;
  const proposed = sum(cycles.map(({ research }) => research?.hypotheses.length ?? 0));
  const applied = sum(cycles.map(({ execution }) => execution?.hypotheses_applied.length ?? 0));
  const confirmed = sum(cycles.map(({ map }) => confirmedOf(map).length));
  return {
    kind: 'optimization-coordinator',
    at: facts.at,
    slug: facts.slug,
    profiler_accuracy: confirmed === 0 ? null : sum(cycles.map(actedOn)) / confirmed,
    research_hit_rate: proposed === 0 ? null : applied / proposed,
    strike_efficiency: {
      clean: count('clean'),
      bisected: count('bisected'),
      failed: count('failed'),
    },
    overall_gain_pct: facts.overallGain,
    cycles_used: cycles.length,
    cycles_max: facts.maxCycles,
    gains: [...gains],
    trend: findTrend(gains),
    failures: [...facts.failures],
    blind_spots: cycles.flatMap(({ map, research }) =>
      map !== null && research !== null && research.hypotheses.length === 0
        ? [map.bottleneck_classification]
        : [],
    ),
  };
}

/** Compares the gain of the last cycle with that of the first. */
export function findTrend(gains: readonly number[]): PhaseAnalysis['trend'] {
  const change = (gains.at(-1) ?? 0) - (gains[0] ?? 0);
  if (change > TREND) return 'increasing';
  return change < -TREND ? 'decreasing' : 'stable';
}

function confirmedOf(map: PerformanceMap | null): PerformanceMap['suspicion_stack'] {
  return (map?.suspicion_stack ?? []).filter(({ verdict }) => verdict === 'confirmed');
}

/** Counts the confirmed candidates that an accepted hypothesis names, or whose step it acts on. */
function actedOn({ map, research, execution }: CyclePhaseFacts): number {
  const kept = new Set(execution?.hypotheses_applied ?? []);
  const hypotheses = (research?.hypotheses ?? []).filter(({ id }) => kept.has(id));
  return confirmedOf(map).filter(({ id, affected_steps: steps }) =>
    hypotheses.some(
      (hypothesis) =>
        hypothesis.evidence.includes(id) || steps.includes(hypothesis.bottleneck_addressed),
    ),
  ).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
