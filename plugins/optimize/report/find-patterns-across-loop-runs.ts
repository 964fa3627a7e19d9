import { mean } from 'simple-statistics';
import type { PhaseAnalysis } from './analyze-phase-effectiveness-of-loop.ts';

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
