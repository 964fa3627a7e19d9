import { describe, expect, it } from 'vitest';
import {
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

interface Node {
  readonly name: string;
  readonly top: number;
  readonly children?: readonly Node[];
}

/** Returns the ticks of each name while it was on top, as 0x draws them. */
function topsOf({ name, top, children = [] }: Node, found = new Map<string, number>()) {
  const plain = name.replaceAll(/ \[.*?\]/g, '').replace(/ .*/, '');
  if (top > 0) found.set(plain, (found.get(plain) ?? 0) + top);
  for (const child of children) topsOf(child, found);
  return found;
}

describe('P811-29: the 0x importer', () => {
  it('reads from a tree the ticks that its flame graph draws', async () => {
    const profile = await readProfileFixture('0x-6.0.0.stacks.json.gz');
    const { merged } = JSON.parse((await readFixtureBytes('0x-6.0.0.stacks.json.gz')).toString());
    expect(profile).toMatchObject({ tool: '0x', weight: 'samples', samples: merged.value });
    expect(selfWeightsByName(profile)).toEqual(topsOf(merged));
  });

  it('reads the same functions from ticks', async () => {
    const [ticks, tree] = await Promise.all([
      readProfileFixture('0x-6.0.0.ticks.json.gz'),
      readProfileFixture('0x-6.0.0.stacks.json.gz'),
    ]);
    expect(selfWeightsByName(ticks)).toEqual(selfWeightsByName(tree));
    expect(summarizeFunctions(ticks).outer).toMatchObject({
      file: '/app/work.mjs',
      line: 7,
      self: 205,
    });
  });

  it.each([
    ['{"merged": {', 'the file is truncated'],
    ['{"merged": {"name": "all stacks"}}', 'a node lacks `name` or `top`'],
    ['{"merged": {"name": "all stacks", "top": 0, "children": []}}', 'the file has no ticks'],
    ['[[{"name":"a","type":"JS"}],7]', 'tick 1 is not a list of frames'],
    ['[[{"name":"a","type":"JS"},{}]]', 'tick 0 has a frame without a name'],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
