import { describe, expect, it } from 'vitest';
import {
  lineWeights,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  selfWeightsByName,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

const NAME = 'py-spy-0.4.3.svg';

/** Frames of `name x width`, row by row from the outermost. */
function drawn(rows: readonly (readonly string[])[], isUpsideDown = false): string {
  const frames = rows.flatMap((row, depth) =>
    row.map((text) => {
      const [, name, x, width] = /^(.*) (\d+) (\d+)$/.exec(text) ?? [];
      const y = 16 * (isUpsideDown ? depth : rows.length - depth);
      return `<g><title>${name} (${width} samples, 5.00%)</title><rect x="0%" y="${y}" width="9%" height="15" fill="rgb(1,2,3)" fg:x="${x}" fg:w="${width}"/></g>`;
    }),
  );
  return `<?xml version="1.0"?><svg><svg id="frames">${frames.join('')}</svg></svg>`;
}

const ROWS = [
  ['all 0 10'],
  ['main 0 9', 'other 9 1'],
  ['Map&lt;u8&gt;::get 1 3', 'work 4 5'],
  ['work 5 2'],
];

describe('LEAD-20: the importer of flame graphs that py-spy draws', () => {
  it('reads the samples of each function and of its lines', async () => {
    const profile = await readProfileFixture(NAME);
    const text = (await readFixtureBytes(NAME)).toString('utf8');
    const drawnOf = (line: number): number =>
      [...text.matchAll(new RegExp(`inner \\(work\\.py:${line}\\) \\((\\d+) samples`, 'g'))].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
    expect(profile).toMatchObject({ tool: 'flame-graph', weight: 'samples' });
    expect(profile.samples).toBe(Number(/total_samples="(\d+)"/.exec(text)?.[1]));
    expect(lineWeights(profile, 'inner')).toEqual({ 6: drawnOf(6), 7: drawnOf(7) });
    expect(summarizeFunctions(profile).inner).toMatchObject({
      self: drawnOf(6) + drawnOf(7),
      file: 'work.py',
      owner: 'project',
    });
    const sum = [...selfWeightsByName(profile).values()].reduce((all, weight) => all + weight, 0);
    expect(sum).toBe(profile.samples);
  });

  it.each([false, true])(
    'reads the same profile whether or not its flames point down: %s',
    async (isUpsideDown) => {
      const profile = await readProfileContent(drawn(ROWS, isUpsideDown));
      expect(profile.samples).toBe(10);
      expect(summarizeFunctions(profile)).toMatchObject({
        main: { self: 1, total: 9 },
        other: { self: 1, total: 1 },
        'Map<u8>::get': { self: 3 },
        work: { self: 5, total: 5 },
      });
    },
  );

  it.each([
    ['<svg><rect/></svg>', 'the image lacks the per-frame sample counts'],
    [drawn([['all 0 4'], ['one 7 2']]), 'a frame has no parent frame'],
    [drawn(ROWS).slice(0, 400), 'the file is truncated'],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
