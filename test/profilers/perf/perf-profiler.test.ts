import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPerfScript } from '../../../profilers/perf/perf-profiler.ts';
import { computeFunctionWeights } from '../../../profilers/summarise-profiles.ts';

const RECORDED = gunzipSync(
  readFileSync(new URL('../../fixtures/profile-tools/perf-6.1.script.txt.gz', import.meta.url)),
).toString();
const own = '/opt/perf-harness/';

describe('the perf script reader', () => {
  it('reads JavaScript, native and kernel functions, with their callers', () => {
    const profile = readPerfScript(RECORDED, { own });
    expect(profile).toMatchObject({ tool: 'perf', weight: 'samples', samples: 43 });
    const functions = computeFunctionWeights(profile);
    const named = (name: string) => functions.find(({ of }) => of.name === name);
    expect(named('inner')?.of).toMatchObject({ owner: 'project', file: '/app/work.cjs', line: 1 });
    // Counts samples in the text whose first frame is `inner`.
    const first = RECORDED.match(/: \n\t +[0-9a-f]+ JS:\S*inner /g) ?? [];
    expect(named('inner')?.self).toBe(first.length);
    expect(named('outer')?.total).toBeGreaterThanOrEqual(named('inner')?.self ?? Number.NaN);
    expect(named('node::Start')?.of.owner).toBe('native');
    expect(named('do_syscall_64')?.total).toBeGreaterThan(0);
  });

  it('leaves out samples outside of the stretch', () => {
    const times = Array.from(RECORDED.matchAll(/ (\d+\.\d+): cpu-clock/g), ([, time]) =>
      Math.round(Number(time) * 1e6),
    );
    const [fromUs = 0, toUs = 0] = [times[10], times[19]];
    const stretch = { fromMs: fromUs / 1e3 - 0.01, toMs: toUs / 1e3 + 0.01 };
    expect(readPerfScript(RECORDED, { own, stretch }).samples).toBe(10);
  });

  it('names unknown code by the file that contains it', () => {
    const text = `node 7/9 1.5: cpu-clock:ppp: \n\t 10 [unknown] ([unknown])\n\t 20 [unknown] (/usr/lib/libz.so)\n\n`;
    const names = readPerfScript(text, { own }).functions.map(({ name }) => name);
    expect(names.sort()).toEqual(['(unknown code in libz.so)', '(unknown code in unknown)']);
  });

  it.each(['', 'no permission\n', '{"nodes":[]}'])('rejects %j', (text) => {
    expect(() => readPerfScript(text, { own })).toThrow(
      'the file has no samples in `perf script` format',
    );
  });
});
