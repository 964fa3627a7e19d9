/** A machine without the package manager of a lockfile: a tool is missing, whichever command needs it. */
import { describe, expect, it } from 'vitest';
import { createMinimalExecutablePath } from '../support/minimal-path-environment-variable.ts';
import { createScriptedProject } from '../support/project-with-scripted-measurements.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

describe('machine without the package manager of a lockfile', () => {
  it.each([['compare', 'main'], ['gate', '--base', 'main'], ['calibrate']])(
    'makes %s exit with 5 and say what to install',
    async (...args) => {
      const project = createScriptedProject({
        'package.json': '{"type":"module","dependencies":{"dep":"1"}}',
        'bun.lock': 'lock',
      });
      const { code, out, err } = await project.command(args, {
        env: { PATH: createMinimalExecutablePath() },
      });
      expect({ code, out, err }).toMatchObject({ code: 5 });
      expect(unwrapTerminalOutput(out)).toContain(
        'the lockfile requires bun, which is not on the PATH',
      );
      expect(err).not.toMatch(/error:|^\s+at /mu);
      expect(project.snapshots()).toEqual([]);
    },
  );

  it('makes bisect exit with 5 as well', async () => {
    const project = createScriptedProject({
      'package.json': '{"type":"module","dependencies":{"dep":"1"}}',
      'bun.lock': 'lock',
    });
    project.commit('second', { 'NOTES.md': 'text' });
    const { code, out, err } = await project.command(['bisect', 'HEAD~1', 'HEAD', 'work'], {
      env: { PATH: createMinimalExecutablePath() },
    });
    expect({ code, out, err }).toMatchObject({ code: 5 });
    expect(unwrapTerminalOutput(out)).toContain('the lockfile requires bun');
  });
});
