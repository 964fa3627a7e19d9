import { describe, expect, it } from 'vitest';
import {
  lineWeights,
  readFixtureBytes,
  readProfileContent,
  readProfileFixture,
  summarizeFunctions,
} from '../../support/profile-fixture.ts';

const MIB = 2 ** 20;
const NAME = 'memory-profiler-0.61.txt';

describe('LEAD-20: the memory_profiler importer', () => {
  it('reads the increments of lines, without those that are the whole process', async () => {
    const profile = await readProfileFixture(NAME);
    expect(profile).toMatchObject({ tool: 'memory_profiler', weight: 'allocated' });
    expect(lineWeights(profile, 'keep')).toEqual({ 5: expect.closeTo(28.711 * MIB, 0) });
    expect(lineWeights(profile, 'outer')).toEqual({ 11: expect.closeTo(28.613 * MIB, 0) });
    expect(summarizeFunctions(profile)).toMatchObject({
      keep: { file: 'keep.py', line: 2, owner: 'project' },
      outer: { file: 'keep.py', line: 10 },
    });
  });

  it('finds the table after the output of the program, with Windows line endings', async () => {
    const text = (await readFixtureBytes(NAME)).toString('utf8');
    const profile = await readProfileContent(`started\nmain;x\n${text}`.replaceAll('\n', '\r\n'));
    expect(lineWeights(profile, 'keep')[5]).toBeCloseTo(28.711 * MIB, 0);
  });

  it('reads a version that counts no occurrences', async () => {
    const profile = await readProfileContent(
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n====\n     1     38.8 MiB     38.8 MiB   @profile\n     2                             def work():\n     3     46.5 MiB      7.6 MiB       a = [1] * 10\n\n\n',
    );
    expect(lineWeights(profile, 'work')).toEqual({ 3: expect.closeTo(7.6 * MIB, 0) });
  });

  it.each([
    [
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n',
      'the file is truncated',
    ],
    [
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n====\nhello\n\n',
      'the table of a.py contains an unreadable line: "hello"',
    ],
    [
      'Line #    Mem usage    Increment   Line Contents\n====\n',
      'the file contains no function with line numbers',
    ],
  ])('rejects %j with the reason', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
