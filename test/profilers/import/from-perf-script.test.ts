import { describe, expect, it } from 'vitest';
import {
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

describe('the importer of perf script output', () => {
  it('reads the time of each function from stacks', async () => {
    const profile = await readProfileFixture('perf-script-6.1.txt');
    expect(profile).toMatchObject({ tool: 'perf', weight: 'time', samples: 20, threads: 1 });
    const text = (await readFixtureBytes('perf-script-6.1.txt')).toString('utf8');
    // The period of a clock is in nanoseconds.
    const wholeMs =
      [...text.matchAll(/(\d+) cpu-clock/g)].reduce((sum, [, ns]) => sum + Number(ns), 0) / 1e6;
    const found = summarizeFunctions(profile);
    expect(found.__libc_start_call_main?.total).toBeCloseTo(wholeMs, 6);
    expect(found.inner).toMatchObject({
      self: expect.closeTo((wholeMs * 19) / 20, 6),
      owner: 'native',
    });
  });

  it('reads the functions of output without stacks', async () => {
    const profile = await readProfileFixture('perf-script-6.1.flat.txt');
    expect(profile).toMatchObject({ samples: 49 });
    expect(summarizeFunctions(profile).inner?.self).toBeCloseTo(246.231, 3);
  });

  it('counts samples, of the first event only, when events do not measure time', async () => {
    const profile = await readProfileContent(`node 12/13 [001] 5.5: 1000 cycles:u:
	  7f01 JS:*inner file:///app/work.mjs:1:15 (/tmp/perf-12.map)
	  7f02 [unknown] (/app/node)

node 12/14 [000] 5.6: 9 cache-misses:
	  7f02 other (/app/node)

my worker 12/14 [000] 5.7: 9 cycles:u:
	  7f02 std::map<int, int>::find(int const&)+0x4 (/app/node (deleted))

swapper 0 [000] 5.8: 9 cycles:u:
	  ff02 native_halt+0x4 ([kernel.kallsyms])

`);
    expect(profile).toMatchObject({ weight: 'samples', samples: 3, threads: 3 });
    expect(summarizeFunctions(profile)).toMatchObject({
      inner: { self: 1, owner: 'project', file: '/app/work.mjs', line: 1 },
      '[unknown] /app/node': { self: 0, total: 1 },
      'std::map<int, int>::find(int const&)': { self: 1 },
      '(idle)': { self: 1, owner: 'idle' },
    });
  });

  it('counts instructions when the event counts instructions', async () => {
    const profile = await readProfileContent(
      'spin 7 1.0: 12345 instructions:u:  1166 inner+0x1d (/app/spin)\n',
    );
    expect(profile.weight).toBe('instructions');
    expect(summarizeFunctions(profile).inner?.self).toBe(12_345);
  });

  it.each([
    ['spin 7 1.0: 5 cycles: \n	1166 inner (/app/spin)', 'the file is truncated'],
    [
      'spin 7 1.0: 5 cycles: \n	1166 inner (/app/spin)\nhello\n',
      'line 3 is neither a sample nor a frame',
    ],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
