import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  lineWeights,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

/** Returns each function's own instructions by callgrind's script, wherever its lines are. */
async function annotated(name: string): Promise<ReadonlyMap<string, number>> {
  const path = join(mkdtempSync(join(tmpdir(), 'perf-harness-callgrind-')), 'callgrind.out');
  writeFileSync(path, await readFixtureBytes(name));
  const args = ['--threshold=100', '--auto=no', path];
  const { status, stdout, stderr } = spawnSync('callgrind_annotate', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const found = new Map<string, number>();
  for (const [, cost = '', rest = ''] of stdout.matchAll(
    /^ *([\d,]+) \( *[\d.]+%\) +\S*?:(.+)$/gm,
  )) {
    const of = rest.replace(/ \[.*\]$/, '').replace(/'\d+$/, '');
    found.set(of, (found.get(of) ?? 0) + Number(cost.replaceAll(',', '')));
  }
  return found;
}

const HEADER = '# callgrind format\npositions: line\nevents: Ir\n';

describe('the callgrind importer', () => {
  it.each(['callgrind-3.19.out.gz', 'callgrind-3.19.instructions.out.gz'])(
    'reads from %s the instructions that callgrind_annotate reports for each function',
    async (name) => {
      const profile = await readProfileFixture(name);
      expect(profile).toMatchObject({ tool: 'callgrind', weight: 'instructions', samples: null });
      const told = await annotated(name);
      expect(told.size).toBeGreaterThan(100);
      const found = selfWeightsByName(profile);
      for (const [of, cost] of told) expect(found.get(of), of).toBeCloseTo(cost, 3);
      const sum = [...found.values()].reduce((all, weight) => all + weight, 0);
      expect(sum).toBeCloseTo(2_533_204, 3);
    },
  );

  it('reads who called whom, the lines, and recursion once', async () => {
    const profile = await readProfileFixture('callgrind-3.19.out.gz');
    const found = summarizeFunctions(profile);
    // Code that main shares with the start of the program is apportioned.
    expect((found.main?.total ?? 0) / 2_410_668).toBeCloseTo(1, 3);
    expect(found.deep).toMatchObject({ owner: 'project', self: expect.closeTo(5_200, 3) });
    expect(found.deep?.total).toBeCloseTo(805_800, 0);
    expect(found.do_lookup_x).toMatchObject({ owner: 'native' });
    expect(lineWeights(profile, 'inner')).toEqual({ 5: 200, 6: 2_400_600, 7: 200, 8: 200 });
  });

  it('reads the instructions of a file that counts several events', async () => {
    const profile = await readProfileContent(
      `${HEADER.replace('Ir', 'Dr Ir')}fl=a.c\nfn=main\n1 5 7\ncfn=inner\ncalls=1 9\n+1 2 30\nfn=inner\n9 2 30\ntotals: 7 37\n`,
    );
    expect(summarizeFunctions(profile)).toMatchObject({
      main: { self: 7, total: 37 },
      inner: { self: 30, total: 30 },
    });
  });

  it('reads only what was executed from a file with jumps', async () => {
    const profile = await readProfileContent(
      `${HEADER}fl=a.c\nfn=main\n1 5\njcnd=3/9 +2\n1\njump=2 +3\n*\n+1 6\ntotals: 11\n`,
    );
    expect(summarizeFunctions(profile).main?.self).toBe(11);
    expect(lineWeights(profile, 'main')).toEqual({ 1: 5, 2: 6 });
  });

  it.each([
    [`${HEADER}fl=a.c\nfn=main\n1 5\n`, 'the file is truncated'],
    [`${HEADER}1 5\ntotals: 5\n`, 'the file has costs before the first function'],
    [`${HEADER}fn=(3)\n1 5\ntotals: 5\n`, 'the file has no name for the function (3)'],
    [`${HEADER}fn=main\ntotals: 0\n`, 'the file has no costs'],
    [`${HEADER}fn=main\n1 x\ntotals: 0\n`, '"1 x" is not a cost line'],
    [
      '# callgrind format\nevents: Time_(10ns) Memory_(bytes)\nfn=main\n1 5 9\ntotals: 5 9\n',
      'the file does not count instructions (Ir); counted events: Time_(10ns), Memory_(bytes)',
    ],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
