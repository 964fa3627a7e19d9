import type { Instrumentation } from '../../harness/model/program/function-instrumentation.ts';
import { primaryMetric, type Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial } from '../../harness/model/trial.ts';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import type {
  FunctionCalls,
  Instrumenter,
  RecordedCalls,
} from '../../profilers/instrument/call-instrumenter.ts';
import type { InstrumentationCandidate } from '../../profilers/instrument/choose-instrumented-functions.ts';
import type { InstrumentedSuspect } from '../../profilers/instrument/decide-hypotheses-by-recorded-calls.ts';
import type { ObservedScenario } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import {
  type ObservedTrial,
  type ObservedTrials,
  runTrialsWithObserver,
} from '../observe/run-trials-with-observer.ts';

/** Trials whose functions recorded their calls. */
export type InstrumentedTrials = ObservedTrials<RecordedCalls>;

/** Runs of an instrumented program (P811-33). */
const RUNS = 3;

/**
 * Runs instrumented trials; the first failure ends the series.
 * @param offset - Number of trials that the command has run before.
 */
export function recordInstrumentedCalls(
  subject: ObservedScenario,
  { attach }: Instrumenter,
  offset: number,
  random: Random,
): Promise<InstrumentedTrials> {
  return runTrialsWithObserver(subject, { attach, count: RUNS, offset, random });
}

/** Summarizes recorded calls per operation, as medians over the runs, longest first. */
export function summariseRecordedCalls(
  wanted: readonly InstrumentationCandidate[],
  runs: readonly ObservedTrial<RecordedCalls>[],
): readonly InstrumentedSuspect[] {
  const counted = runs.map(({ trial, seen }) => ({
    operations: operationsOf(trial),
    functions: seen.functionsIn(trial.blocks.reduce((sum, block) => sum + block.durationMs, 0)),
  }));
  return wanted
    .map(({ name, file, line, suspected }, index): InstrumentedSuspect => {
      const each = (pick: (counts: FunctionCalls) => number): number =>
        median(
          counted.map(({ operations, functions }) => {
            const counts = functions[index];
            return counts === undefined ? 0 : pick(counts) / operations;
          }),
        );
      const left = counted.flatMap(({ functions }) => functions[index]?.leftBytes ?? []);
      return {
        name,
        location: `${file}:${line}`,
        calls: each((counts) => counts.calls),
        total_ms: each((counts) => counts.totalMs),
        self_ms: each((counts) => counts.selfMs),
        network_calls: each((counts) => counts.network),
        database_calls: each((counts) => counts.database),
        left_bytes: left.length === 0 ? null : median(left),
        suspected,
      };
    })
    .toSorted((a, b) => b.total_ms - a.total_ms);
}

function operationsOf({ blocks }: CompletedTrial): number {
  const counted = blocks.reduce((sum, { operations }) => sum + operations, 0);
  return Math.max(1, counted);
}

/** Returns the primary metric's ratio of instrumented to plain trials; null: missing value. */
export function measureInstrumentationOverhead(
  scenario: Scenario,
  runs: readonly ObservedTrial<RecordedCalls>[],
  plain: readonly CompletedTrial[],
): Instrumentation['overhead'] {
  const metric = primaryMetric(scenario);
  const valuesOf = (trials: readonly CompletedTrial[]): readonly number[] =>
    trials.flatMap(({ measurements }) => measurements[metric] ?? []);
  const [with_, without] = [valuesOf(runs.map(({ trial }) => trial)), valuesOf(plain)];
  if (with_.length === 0 || without.length === 0) return null;
  const ratio = median(with_) / median(without);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null;
}
