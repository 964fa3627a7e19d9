import { describe, expect, it } from 'vitest';
import { readKernelMetrics } from '../../../../harness/executors/command/command-run-result.ts';
import type { CommandRun } from '../../../../harness/executors/command/launcher/launcher-messages.ts';

const run: CommandRun = {
  startedMs: 0,
  wallMs: 120,
  ended: { type: 'code', code: 0 },
  userMs: 80,
  systemMs: 15,
  peakBytes: 60_000_000,
  floorBytes: 21_000_000,
  io: { readBytes: 4_096, writtenBytes: 12_288, cancelledBytes: 0 },
  left: [],
};

describe('resource usage of a run', () => {
  it('gives one metric for each value', () => {
    expect(readKernelMetrics(run)).toEqual({
      measurements: {
        cpu_time: 95,
        user_time: 80,
        system_time: 15,
        memory_peak: 60_000_000,
        io_read: 4_096,
        io_write: 12_288,
      },
      unavailable: {},
      notes: {},
    });
  });

  it('gives an upper limit for a peak hidden behind the launcher', () => {
    const { measurements, unavailable } = readKernelMetrics({ ...run, peakBytes: 22_000_000 });
    expect(measurements).not.toHaveProperty('memory_peak');
    expect(unavailable.memory_peak).toMatch(
      /^at most 23 MB; smaller values are hidden by the command launcher process/,
    );
  });

  it('does not split CPU time that the kernel has hardly sampled', () => {
    const { measurements, unavailable } = readKernelMetrics({ ...run, userMs: 1.2, systemMs: 0 });
    expect(measurements.cpu_time).toBe(1.2);
    expect(measurements).not.toHaveProperty('user_time');
    expect(Object.keys(unavailable)).toEqual(['user_time', 'system_time']);
  });

  it('gives a reason when the kernel keeps no account of I/O', () => {
    const { measurements, unavailable } = readKernelMetrics({ ...run, io: null });
    expect(measurements).not.toHaveProperty('io_write');
    expect(Object.keys(unavailable)).toEqual(['io_read', 'io_write']);
  });

  it('notes cancelled writes and surviving processes, each name once', () => {
    const io = { readBytes: 0, writtenBytes: 8_192, cancelledBytes: 4_096 };
    const { measurements, notes } = readKernelMetrics({ ...run, io, left: ['node', 'sh', 'node'] });
    expect(measurements.io_write).toBe(8_192);
    expect(notes).toEqual({ cancelledWriteBytes: 4_096, outlived: 3, outlivedNames: 'node, sh' });
  });
});
