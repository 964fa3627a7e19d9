import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  PROFILE_FIXTURES,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

/** Returns own and total time of each function by Python's own reader, in seconds. */
function statsOf(path: string): Readonly<Record<string, readonly [own: number, all: number]>> {
  const script = `
import json, pstats, sys
stats = pstats.Stats(sys.argv[1]).stats
print(json.dumps({name.strip('<>') if file == '~' else name: [own, all]
                  for (file, line, name), (_, _, own, all, _) in stats.items()}))`;
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const FIXTURE = 'cprofile-3.11.prof';

describe('LEAD-20: the cProfile importer', () => {
  it('reads exactly the times that pstats reports for each function', async () => {
    const profile = await readProfileFixture(FIXTURE);
    expect(profile).toMatchObject({ tool: 'cProfile', weight: 'time', samples: null });
    const told = statsOf(join(PROFILE_FIXTURES, FIXTURE));
    const found = summarizeFunctions(profile);
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(told).toSorted());
    for (const [name, [ownS, allS]] of Object.entries(told)) {
      expect(found[name]?.self).toBeCloseTo(1_000 * ownS, 9);
      expect(found[name]?.total).toBeCloseTo(1_000 * allS, 1);
    }
  });

  it('distinguishes built-in functions from functions that have a file', async () => {
    const found = summarizeFunctions(await readProfileFixture(FIXTURE));
    expect(found.inner).toMatchObject({ owner: 'project', file: 'work.py', line: 4 });
    expect(found['built-in method time.monotonic']).toMatchObject({ owner: 'native', file: null });
  });

  it('reads exact self times from the installed Python, with recursion and shared functions', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-cprofile-'));
    const [script, dump] = [join(folder, 'program.py'), join(folder, 'program.prof')];
    writeFileSync(
      script,
      `import json
def leaf(n): return sum(range(n))
def first(n): return leaf(n) + leaf(n)
def second(n): return leaf(3 * n)
def even(n): return leaf(50) if n == 0 else odd(n - 1)
def odd(n): return leaf(70) if n == 0 else even(n - 1)
for _ in range(200): first(40); second(60); even(9); odd(12); json.loads('[1, {"ä": 2}]')
`,
    );
    const { status, stderr } = spawnSync('python3', ['-m', 'cProfile', '-o', dump, script], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const found = selfWeightsByName(await readProfileContent(readFileSync(dump)));
    const told = statsOf(dump);
    for (const name of ['leaf', 'first', 'second', 'even', 'odd']) {
      expect(found.get(name)).toBeCloseTo(1_000 * (told[name]?.[0] ?? 0), 9);
    }
  });

  it('rejects a dump that is truncated anywhere or damaged', async () => {
    const whole = await readFixtureBytes(FIXTURE);
    for (let size = 2; size < whole.length; size += 11) {
      await expect(readProfileContent(whole.subarray(0, size)), `${size} bytes`).rejects.toThrow(
        'the file is truncated',
      );
    }
    const damaged = Buffer.from(whole);
    damaged[4] = 0x63;
    await expect(readProfileContent(damaged)).rejects.toThrow('the file has a value of type');
  });

  it.each([
    ['{)\x030', 'the file is truncated'],
    [`{)\x01i\x01\x00\x00\x00i\x01\x00\x00\x000`, 'a function has no times by caller'],
    [`{)\x01r\x07\x00\x00\x00N0`, 'the file refers to value 7, which is missing'],
    [`{(\xff\xff\xff\x7f`, 'the file is truncated'],
    [`{${'(\x01\x00\x00\x00'.repeat(99)}`, 'the values are nested too deeply'],
  ])('rejects %j', async (text, why) => {
    await expect(readProfileContent(Buffer.from(text, 'latin1'))).rejects.toThrow(why);
  });
});
