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
      "perf-harness compare --time 20min --max-pairs 200 --node 24..26 --metric cpu_time --metric latency.p95 --margin '3 %' --confidence 90 --config ci.mjs",
    );
  });

  it.each([
    [{ time: '10 s' }, '--time 10s'],
    [{ time: '1.5h' }, '--time 90min'],
    [{ time: '0.5 s', maxPairs: '0x1e' }, '--time 500ms --max-pairs 30'],
  ])('writes limits of %j without quotes, before all else', (flags, limits) => {
    expect(reproduceCommand(SIDES, flags, [])).toBe(`perf-harness compare ${limits} --node 24..26`);
  });

  it('shows values of several lines on one', () => {
    const sides = { type: 'variables', base: { TEXT: 'a' }, head: { TEXT: 'b\nc' } } as const;
    expect(reproduceCommand(sides, {}, [])).toBe(
      String.raw`perf-harness compare --set $'TEXT=a..b\nc'`,
    );
  });

  it('says nothing of what was not given', () => {
    expect(reproduceCommand(SIDES, {}, [])).toBe('perf-harness compare --node 24..26');
  });
});
