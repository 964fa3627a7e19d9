/** A machine without the package manager of a lockfile: a tool is missing, whichever command needs it. */
import { expect, it } from 'vitest';
import { createMinimalExecutablePath } from '../support/minimal-path-environment-variable.ts';
import { createScriptedProject } from '../support/project-with-scripted-measurements.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

it.each([
  ['compare', ['compare', 'main']],
  ['gate', ['gate', '--base', 'main']],
  ['calibrate', ['calibrate']],
  ['bisect', ['bisect', 'main~1', 'main', 'work']],
] as const)(
  '%s exits with 5 and says what to install on a machine without the package manager of the lockfile',
  async (_, args) => {
    const project = createScriptedProject({
      'package.json': '{"type":"module","dependencies":{"dep":"1"}}',
      'bun.lock': 'lock',
    });
    project.git('commit', '--quiet', '--allow-empty', '-m', 'second');
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
