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
      readings: {
        cpu_time: 95,
        user_time: 80,
        system_time: 15,
        memory_peak: 60_000_000,
        io_read: 4_096,
        io_write: 12_288,
      },
      notes: {},
    });
  });

  it.each([
    // The peak is hidden behind the launcher.
    [{ peakBytes: 22_000_000 }, ['memory_peak'], /^at most 23 MB; smaller values are hidden/],
    // The kernel has hardly sampled the CPU time.
    [{ userMs: 1.2, systemMs: 0 }, ['user_time', 'system_time'], /./],
    [{ io: null }, ['io_read', 'io_write'], /./],
  ])('gives a reason for what the kernel does not account: %j', (changes, names, reason) => {
    const { readings } = readKernelMetrics({ ...run, ...changes });
    const reasons = Object.entries(readings).filter(([, reading]) => typeof reading === 'string');
    expect(reasons).toEqual(names.map((name) => [name, expect.stringMatching(reason)]));
  });

  it('notes cancelled writes and surviving processes, each name once', () => {
    const io = { readBytes: 0, writtenBytes: 8_192, cancelledBytes: 4_096 };
    const { readings, notes } = readKernelMetrics({ ...run, io, left: ['node', 'sh', 'node'] });
    expect(readings.io_write).toBe(8_192);
    expect(notes).toEqual({ cancelledWriteBytes: 4_096, outlived: 3, outlivedNames: 'node, sh' });
  });
});
