import { describe, expect, it } from 'vitest';
import {
  formatCommand,
  readKernelMetrics,
} from '../../../../harness/executors/command/command-run-result.ts';
import type { CommandRun } from '../../../../harness/executors/command/launcher/launcher-messages.ts';
import { extractRunOutput } from '../../../../harness/executors/command/start-command-launcher.ts';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';

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

describe('formatted command', () => {
  it('quotes only words that a shell would split', () => {
    const command = argvCommand('node', '--eval', "it's $HOME", '', 'a=b/c.js', 'ü');
    expect(formatCommand(command)).toBe(`node --eval 'it'\\''s $HOME' '' a=b/c.js 'ü'`);
    expect(formatCommand(shellCommand('a | b'))).toBe('a | b');
  });
});

describe('end of an output', () => {
  it('is the text between the markers of the run', () => {
    const kept = '[t begin 1]\none\n\n[t end 1]\n[t begin 2]\ntwo\nlines\n\n[t end 2]\nlate';
    expect(extractRunOutput(kept, 't', 1)).toBe('one\n');
    expect(extractRunOutput(kept, 't', 2)).toBe('two\nlines\n');
  });

  it('is the remaining text when the first marker was pushed out or the last is still missing', () => {
    expect(extractRunOutput('much\n\n[t end 7]\n', 't', 7)).toBe('much\n');
    expect(extractRunOutput('[t begin 7]\nso far', 't', 7)).toBe('so far');
  });
});
