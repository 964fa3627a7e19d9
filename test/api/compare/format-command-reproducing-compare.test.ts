import { describe, expect, it } from 'vitest';
import { buildReproduceCommand } from '../../../api/compare/compare.ts';
import { COMPARE_OPTIONS } from '../../../cli/commands/compare/compare-options.ts';
import { readCompareOptions } from '../../../cli/commands/compare/read-compare-options.ts';
import { createCall } from '../../../registry/cli-command-definition.ts';
import type { Flags } from '../../../registry/cli-command-option.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const SIDES = { type: 'node', base: '24', head: '26' } as const;

/** Returns the reproduce command of a comparison with these flags. */
async function reproduced(flags: Flags<typeof COMPARE_OPTIONS>, again: readonly string[] = []) {
  const { host } = createInMemoryHost();
  const call = createCall(host, COMPARE_OPTIONS, { flags: { node: '24..26', ...flags } });
  const options = await readCompareOptions(call, new AbortController().signal);
  if (options.type !== 'live' || options.again === null) throw new Error('nothing is measured');
  expect(options.sides).toEqual(SIDES);
  return buildReproduceCommand(options.sides, options.again, again);
}

describe('the command that reproduces a comparison', () => {
  it('repeats every option that affects how the sides are measured and judged', async () => {
    const words = {
      metric: ['cpu_time', 'latency.p95'],
      margin: '3 %',
      confidence: '90',
      maxPairs: '200',
      time: '20min',
    };
    expect(await reproduced(words, ['--config', 'ci.mjs'])).toBe(
      "perf-harness compare --time 20min --max-pairs 200 --node 24..26 --metric cpu_time --metric latency.p95 --margin '3 %' --confidence 90 --config ci.mjs",
    );
  });

  it.each([
    [{ time: '10 s' }, '--time 10s'],
    [{ time: '1.5h' }, '--time 90min'],
    [{ time: '0.5 s', maxPairs: '0x1e' }, '--time 500ms --max-pairs 30'],
  ])('writes limits of %j without quotes, before all other options', async (words, limits) => {
    expect(await reproduced(words)).toBe(`perf-harness compare ${limits} --node 24..26`);
  });

  it('shows values of several lines on one line', () => {
    const sides = { type: 'variables', base: { TEXT: 'a' }, head: { TEXT: 'b\nc' } } as const;
    expect(buildReproduceCommand(sides, { limits: [], rules: [] }, [])).toBe(
      String.raw`perf-harness compare --set $'TEXT=a..b\nc'`,
    );
  });

  it('omits options that were not given', async () => {
    expect(await reproduced({})).toBe('perf-harness compare --node 24..26');
  });
});
