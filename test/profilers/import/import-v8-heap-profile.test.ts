import { describe, expect, it } from 'vitest';
import { readHeapProfile } from '../../../profilers/v8/read-heap-profile.ts';
import {
  readFixtureBytes,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

interface Node {
  readonly selfSize: number;
  readonly children: readonly Node[];
}

function sizeOf({ selfSize, children }: Node): number {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}

describe('the importer of node --heap-prof profiles', () => {
  it('reads the bytes of each function, and of all functions together', async () => {
    const profile = await readProfileFixture('node-26.heapprofile');
    expect(profile).toMatchObject({ tool: 'v8-heap', weight: 'held' });
    const { keep, outer } = summarizeFunctions(profile);
    // 200 lists of 10,000 numbers.
    expect(keep?.self).toBeGreaterThan(200 * 80_000);
    expect(keep).toMatchObject({ file: '/app/keep.mjs', line: 3, owner: 'project' });
    expect(outer).toMatchObject({ total: keep?.total });
    const { head } = JSON.parse((await readFixtureBytes('node-26.heapprofile')).toString());
    const whole = [...selfWeightsByName(profile).values()].reduce((sum, weight) => sum + weight, 0);
    expect(whole).toBe(sizeOf(head));
  });

  it.each([
    ['{}', 'it has no `head`'],
    ['{"head":{"selfSize":1}}', 'a node has no'],
    [
      '{"head":{"callFrame":{"functionName":"a","url":""},"selfSize":1,"children":[7]}}',
      'a node has no',
    ],
  ])('rejects %j with the reason', (text, why) => {
    expect(() =>
      readHeapProfile(text, { own: '/perf-harness/', tool: 'v8-heap', weight: 'held' }),
    ).toThrow(why);
  });
});
