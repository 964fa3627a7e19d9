import { describe, expect, it } from 'vitest';
import { readLiveFlags, reproduceCommand } from '../../../cli/commands/live-flags.ts';

const SIDES = { type: 'node', base: '24', head: '26' } as const;

describe('the command that measures two sides again', () => {
  it('repeats every option that says how they are measured and judged', () => {
    const flags = {
      metric: ['cpu_time', 'latency.p95'],
      margin: '3 %',
      confidence: '90',
      maxPairs: '200',
      time: '20min',
    };
    readLiveFlags(flags);
    expect(reproduceCommand(SIDES, flags, ['--config', 'ci.mjs'])).toBe(
      "perf-harness compare --node 24..26 --metric cpu_time --metric latency.p95 --margin '3 %' --confidence 90 --max-pairs 200 --time 20min --config ci.mjs",
    );
  });

  it('says nothing of what was not given', () => {
    expect(reproduceCommand(SIDES, {}, [])).toBe('perf-harness compare --node 24..26');
  });
});
