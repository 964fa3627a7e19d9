/** A machine without the package manager of a lockfile: a tool is missing, whichever command needs it. */
import { describe, expect, it } from 'vitest';
import { gitAndNode } from '../support/git-and-node.ts';
import { scriptedProject } from '../support/scripted-project.ts';
import { unwrapped } from '../support/unwrapped.ts';

describe('a machine without the package manager of a lockfile', () => {
  it.each([['compare', 'main'], ['gate', '--base', 'main'], ['calibrate']])(
    '%s ends with 5, and says what to install',
    async (...args) => {
      const project = scriptedProject({
        'package.json': '{"type":"module","dependencies":{"dep":"1"}}',
        'bun.lock': 'lock',
      });
      const { code, out, err } = await project.command(args, { env: { PATH: gitAndNode() } });
      expect({ code, out, err }).toMatchObject({ code: 5 });
      expect(unwrapped(out)).toContain('the lockfile is one of bun, which is not on the PATH');
      expect(err).not.toMatch(/error:|^\s+at /mu);
      expect(project.snapshots()).toEqual([]);
    },
  );

  it('bisect ends with 5 as well', async () => {
    const project = scriptedProject({
      'package.json': '{"type":"module","dependencies":{"dep":"1"}}',
      'bun.lock': 'lock',
    });
    project.commit('second', { 'NOTES.md': 'text' });
    const { code, out, err } = await project.command(['bisect', 'HEAD~1', 'HEAD', 'work'], {
      env: { PATH: gitAndNode() },
    });
    expect({ code, out, err }).toMatchObject({ code: 5 });
    expect(unwrapped(out)).toContain('the lockfile is one of bun');
  });
});
