import { describe, expect, test } from 'vitest';
import { readMetricPairValues } from '../../../harness/model/read-base-and-head-metric-values.ts';
import type { Block, CompletedTrial } from '../../../harness/model/trial.ts';

interface Used {
  readonly cpu: number;
  readonly gc?: number;
}

/** Creates a server's unit whose blocks used this CPU a request, and this to collect garbage. */
function unit(blocks: readonly Used[]): CompletedTrial {
  return unitOf(blocks, { error_rate: 0 });
}

function unitOf(blocks: readonly Used[], more: Readonly<Record<string, number>>): CompletedTrial {
  const mean = (of: (block: (typeof blocks)[number]) => number | undefined): number =>
    blocks.reduce((sum, block) => sum + (of(block) ?? Number.NaN), 0) / blocks.length;
  const gcTime = mean(({ gc }) => gc);
  const measurements = {
    cpu_time: mean(({ cpu }) => cpu),
    ...(Number.isNaN(gcTime) ? {} : { gc_time: gcTime }),
  };
  return {
    state: 'completed',
    measurements,
    blocks: blocks.map(
      ({ cpu, gc }): Block => ({
        operations: 60,
        durationMs: 10,
        measurements: { cpu_time: cpu, ...(gc === undefined ? {} : { gc_time: gc }), ...more },
      }),
    ),
  } as unknown as CompletedTrial;
}

function mean({ measurements }: CompletedTrial): number {
  return measurements.cpu_time ?? Number.NaN;
}

function ratio(a: CompletedTrial, b: CompletedTrial): number {
  const values = readMetricPairValues({ a, b }, 'cpu_time');
  return values === null ? Number.NaN : values.b / values.a;
}

/** Factors of the machine on the CPU time of each round, alike on both sides. */
const SPEEDS = [1, 1, 1.6, 1, 1.5, 1.1, 1, 1.4, 1, 1];

test('compares the CPU time of alternating functions over whole units', () => {
  // Occasional work of a function is in few of its blocks, and the median round never includes it.
  const a = unitOf(
    SPEEDS.map(() => ({ cpu: 0.1 })),
    {},
  );
  const b = unitOf(
    SPEEDS.map((_speed, round) => ({ cpu: round === 3 ? 0.6 : 0.1 })),
    {},
  );
  expect(ratio(a, b)).toBeCloseTo(1.5, 10);
});

describe('CPU time of a pair of alternating servers', () => {
  test('is compared round by round', () => {
    const a = unit(SPEEDS.map((speed) => ({ cpu: 0.1 * speed, gc: 0 })));
    // In one round the machine was slower for the head only.
    const b = unit(
      SPEEDS.map((speed, round) => ({ cpu: 0.105 * (round === 3 ? 9 : speed), gc: 0 })),
    );
    // By the unit as a whole, the ratio is nearly two.
    expect(mean(b) / mean(a)).toBeGreaterThan(1.5);
    expect(ratio(a, b)).toBeCloseTo(1.05, 10);
    expect(ratio(b, a)).toBeCloseTo(1 / 1.05, 10);
  });

  test('includes garbage collections, though the median round has none', () => {
    const a = unit(SPEEDS.map(() => ({ cpu: 0.1, gc: 0 })));
    const b = unit(
      SPEEDS.map((_speed, round) => ({ cpu: round === 5 ? 0.2 : 0.1, gc: round === 5 ? 0.1 : 0 })),
    );
    expect(ratio(a, b)).toBeCloseTo(1.1, 10);
    expect(ratio(b, a)).toBeCloseTo(1 / 1.1, 10);
  });

  test('is compared round by round when both sides collected for longer than they had the core', () => {
    // As a whole: in the rounds that count, requests took longer than collections.
    const stalled = (cpu: number) =>
      SPEEDS.map((_speed, round) => ({ cpu, gc: round < 5 ? 0 : 1 }));
    expect(ratio(unit(stalled(0.1)), unit(stalled(0.12)))).toBeCloseTo(1.2, 10);
  });

  test('is compared round by round when collections are unknown', () => {
    const a = unit(SPEEDS.map((speed) => ({ cpu: 0.1 * speed })));
    const b = unit(SPEEDS.map((speed, round) => ({ cpu: 0.105 * (round === 3 ? 9 : speed) })));
    expect(ratio(a, b)).toBeCloseTo(1.05, 10);
  });
});
