import type { PerformanceMap } from 'perf-harness/plugin';
import { mean } from 'simple-statistics';
import { z } from 'zod';
import { assessmentFields } from '../document/optimization-document.ts';
import type { Research } from '../document/optimization-hypothesis.ts';
import type { RunState } from '../optimization-loop-state.ts';
import type { Execution } from '../phase-result-schemas.ts';
import type { LoopFacts } from './read-loop-report-data.ts';

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

interface PhaseFacts {
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

/** Minimum number of runs for a pattern; fewer say nothing about the phases. */
const FEWEST_RUNS = 3;
const MOST_FAILURES = 2;
const LEAST_SHARE = 0.5;

/** Describes patterns of several runs (SH8-21), a sentence each; empty: none, or too few runs. */
export function findRunPatterns(runs: readonly PhaseAnalysis[]): readonly string[] {
  if (runs.length < FEWEST_RUNS) return [];
  const recent = runs.slice(-FEWEST_RUNS);
  const inAll = (of: (run: PhaseAnalysis) => readonly string[]): readonly string[] =>
    [...new Set(recent.flatMap(of))].filter((value) =>
      recent.every((run) => of(run).includes(value)),
    );
  const accuracy = meanOf(recent.map(({ profiler_accuracy: runAccuracy }) => runAccuracy));
  const hits = meanOf(recent.map(({ research_hit_rate: hitRate }) => hitRate));
  const many = recent.filter(({ failures }) => failures.length > MOST_FAILURES).length;
  return [
    ...inAll(({ failures }) => failures).map(
      (phase) => `Always failing: ${phase} failed in each of the last ${recent.length} runs.`,
    ),
    ...inAll(({ blind_spots: spots }) => spots).map(
      (type) =>
        `Blind spot: no fix for ${type} was known in any of the last ${recent.length} runs.`,
    ),
    ...(many > 0
      ? [`Many failures: more than ${MOST_FAILURES} in ${many} of the last ${recent.length} runs.`]
      : []),
    ...(accuracy !== null && accuracy < LEAST_SHARE
      ? [
          `Accuracy: only ${percent(accuracy)} of the confirmed candidates led to an accepted change.`,
        ]
      : []),
    ...(hits !== null && 1 - hits > LEAST_SHARE
      ? [`Waste: ${percent(1 - hits)} of the hypotheses were not accepted.`]
      : []),
  ];
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

interface SelfCheckItem {
  readonly what: string;
  readonly isDone: boolean;
}

/** Checks that a run did everything it has to (OPT-70). */
export function checkRunCompleteness(
  loop: LoopFacts,
  events: readonly { readonly cycle: number; readonly event: string }[],
): readonly SelfCheckItem[] {
  const { state, branches } = loop;
  const { run, cycles } = state;
  const isWhole = loop.cycles
    .filter(({ record }) => record !== null)
    .every(
      ({ map, gate, hypotheses, validation, execution }) =>
        map !== null &&
        gate !== null &&
        hypotheses.length > 0 &&
        validation !== null &&
        execution !== null,
    );
  const isNeeded = cycles.length > 0;
  const between = Math.max(0, state.current_cycle - 1);
  const seen = (event: string): number => events.filter((entry) => entry.event === event).length;
  return [
    { what: 'problem parsed', isDone: run.problem !== null },
    { what: 'loop run', isDone: cycles.length > 0 || run.stop !== null },
    { what: 'each cycle profiled, gated, researched, validated and executed', isDone: isWhole },
    { what: 'targets set', isDone: !isNeeded || run.targets !== null },
    { what: 'context freed between cycles', isDone: seen('boundary free') >= between },
    {
      what: 'branches merged before profiling again',
      isDone: mergedAll(state, seen('boundary merge')),
    },
    { what: 'a result row for every cycle', isDone: loop.total.gains.length === cycles.length },
    { what: 'branches listed', isDone: branches.length === cycles.filter(hasBranch).length },
    { what: 'stop reason reported', isDone: run.stop !== null },
  ];
}

function mergedAll({ cycles, current_cycle: current }: RunState, merges: number): boolean {
  return merges >= cycles.filter((cycle) => cycle.cycle < current).filter(hasBranch).length;
}

function hasBranch({ branch }: RunState['cycles'][number]): boolean {
  return branch !== null;
}
