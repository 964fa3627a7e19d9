import type { Finding } from '../../harness/model/finding.ts';
import type { MachineState } from '../../harness/model/measurement-environment.ts';
import type { CheckAfter } from '../../harness/model/measurement-validity-check-types.ts';
import { getMetric } from '../../harness/model/metric.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Block, CompletedTrial, Trial } from '../../harness/model/trial.ts';
import { summarizeMetric } from '../../harness/stats/summarize-metric.ts';
import { functionScenario } from './function-scenario.ts';

/** Input of a check after measuring, in short form. */
export interface MeasuredInput {
  readonly scenario?: Scenario;
  /** Measurements of each metric, one a trial; undefined where a trial has none. */
  readonly samples?: Readonly<Record<string, readonly (number | undefined)[]>>;
  /** Notes of each trial. */
  readonly notes?: readonly NonNullable<Block['notes']>[];
  /** Trials that are not in any sample. */
  readonly others?: readonly Trial[];
  readonly unavailable?: Readonly<Record<string, string>>;
  /** Duration of each trial. Default 1 s. */
  readonly durationMs?: number;
}

/** Runs a check over trials that are made up from samples. */
export function runMeasurementCheck(check: CheckAfter, input: MeasuredInput): readonly Finding[] {
  const { samples = {}, notes = [], others = [], unavailable = {} } = input;
  const count = Math.max(notes.length, ...Object.values(samples).map(({ length }) => length), 0);
  // The warm-up trial has index 0.
  const measured = Array.from({ length: count }, (_, at): CompletedTrial => {
    const values = Object.entries(samples).flatMap(([name, sample]) => {
      const value = sample[at];
      return value === undefined ? [] : [[name, value] as const];
    });
    const measurements = Object.fromEntries(values);
    const block = { operations: 1, durationMs: 1, measurements, notes: notes[at] ?? {} };
    return {
      state: 'completed',
      ...trialPosition(at + 1, input.durationMs),
      measurements,
      unavailable: {},
      blocks: [block],
    };
  });
  const metrics = Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => {
      const values = sample.filter((value) => value !== undefined);
      return [name, summarizeMetric(getMetric(name), values)];
    }),
  );
  const scenario = input.scenario ?? functionScenario();
  const trials = [...others, ...measured];
  return check.check({ scenario, trials, measured, metrics, unavailable });
}

/** A trial's place in a run. */
export function trialPosition(index: number, durationMs = 1_000) {
  return {
    index,
    warmup: index === 0,
    side: 'a',
    pair: index,
    slot: 0,
    seed: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    startedMs: index * durationMs,
    durationMs,
  } as const;
}

/** An idle machine without disturbances. */
export const QUIET_MACHINE: MachineState = {
  cpuCount: 4,
  loadAverage: 0.1,
  busyShare: 0,
  stealShare: 0,
  heavyProcesses: [],
  governors: ['performance'],
  onBattery: false,
  clockStepMs: 0.000_03,
  disturbances: [],
};
