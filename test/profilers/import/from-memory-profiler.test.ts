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

describe('LEAD-20: the table of memory_profiler', () => {
  it('has the increments of its lines, without those that are the whole process', async () => {
    const profile = await readProfileFixture(NAME);
    expect(profile).toMatchObject({ tool: 'memory_profiler', weight: 'allocated' });
    expect(lineWeights(profile, 'keep')).toEqual({ 5: expect.closeTo(28.711 * MIB, 0) });
    expect(lineWeights(profile, 'outer')).toEqual({ 11: expect.closeTo(28.613 * MIB, 0) });
    expect(summarizeFunctions(profile)).toMatchObject({
      keep: { file: 'keep.py', line: 2, owner: 'project' },
      outer: { file: 'keep.py', line: 10 },
    });
  });

  it('is found behind what the program printed, with the line ends of Windows', async () => {
    const text = (await readFixtureBytes(NAME)).toString('utf8');
    const profile = await readProfileContent(`started\nmain;x\n${text}`.replaceAll('\n', '\r\n'));
    expect(lineWeights(profile, 'keep')[5]).toBeCloseTo(28.711 * MIB, 0);
  });

  it('of a version that counts no occurrences is read as well', async () => {
    const profile = await readProfileContent(
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n====\n     1     38.8 MiB     38.8 MiB   @profile\n     2                             def work():\n     3     46.5 MiB      7.6 MiB       a = [1] * 10\n\n\n',
    );
    expect(lineWeights(profile, 'work')).toEqual({ 3: expect.closeTo(7.6 * MIB, 0) });
  });

  it.each([
    [
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n',
      'the file is cut short',
    ],
    [
      'Filename: a.py\n\nLine #    Mem usage    Increment   Line Contents\n====\nhello\n\n',
      'the table of a.py has the line "hello"',
    ],
    ['Line #    Mem usage    Increment   Line Contents\n====\n', 'it has no function with lines'],
  ])('%j is told what is wrong', async (text, why) => {
    await expect(readProfileContent(text)).rejects.toThrow(why);
  });
});
