import { describe, expect, it } from 'vitest';
import { metricsText } from '../../../plugins/optimize/report/cycle-detail.ts';

type Execution = NonNullable<Parameters<typeof metricsText>[0]>;

function text(baseline: Record<string, number>, final: Record<string, number>): string {
  // Sound: nothing else of an execution is looked at.
  return metricsText({ baseline, final } as unknown as Execution);
}

describe('metrics of a cycle', () => {
  it('X814-21: every one of the baseline has its share and how many times less', () => {
    const before = {
      wall_time_ms: 7280,
      cpu_time_ms: 850,
      memory_peak_mb: 256,
      http_round_trips: 13,
    };
    const after = {
      wall_time_ms: 3800,
      cpu_time_ms: 720,
      memory_peak_mb: 245,
      http_round_trips: 2,
    };
    expect(text(before, after).split('; ')).toEqual([
      'wall_time_ms: 7280 → 3800, 47.8% (1.9x)',
      'cpu_time_ms: 850 → 720, 15.3% (1.2x)',
      'memory_peak_mb: 256 → 245, 4.3% (1.0x)',
      'http_round_trips: 13 → 2, 84.6% (6.5x)',
    ]);
  });

  it('X814-21: what got worse shows as such, from nothing too', () => {
    expect(text({ memory_peak_mb: 100 }, { memory_peak_mb: 125 })).toBe(
      'memory_peak_mb: 100 → 125, -25.0%, worse (0.8x)',
    );
    expect(text({ gc_time: 0 }, { gc_time: 0.036701367 })).toBe('gc_time: 0 → 0.0367, worse');
    expect(text({ gc_time: 0 }, { gc_time: 0 })).toBe('gc_time: 0 → 0');
    expect(text({ io_bytes: 12 }, {})).toBe('io_bytes: 12 → not measured');
  });
});
