import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { createProject, listRecordFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const exec = promisify(execFile);
const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

const executors = createScriptedExecutors(drawWallTimes(() => 5));

describe('environment of a run', () => {
  it('ends cleanly when its output is no longer read, and writes no escape codes without a terminal', async () => {
    const root = createProject();
    const line = `"$0" "$1" run --trials 3 -- true | head -1; exit \${PIPESTATUS[0]}`;
    const { FORCE_COLOR: _, ...env } = process.env;
    const { stdout, stderr } = await exec('bash', ['-c', line, process.execPath, builtCliPath()], {
      cwd: root,
      env,
    });
    expect(stdout).toMatch(/^.{1,80}\n$/u);
    expect(stderr).not.toMatch(/EPIPE|^\s+at /mu);
    expect(`${stdout}${stderr}`).not.toContain('\u001b');
    expect(listRecordFiles(root)).toHaveLength(1);
  });

  it('shows progress on a terminal and clears it again', async () => {
    // It is quiet for the first two seconds.
    const asked = `"${process.execPath}" "${builtCliPath()}" run --trials 3 -- sleep 0.7`;
    const { stdout } = await exec('script', ['-qec', asked, '/dev/null'], { cwd: createProject() });
    expect(stdout).toMatch(/\[1\/1\] sleep 0\.7: \d trials?, at most \d+ s left/);
    expect(stdout.lastIndexOf('\u001b[K')).toBeGreaterThan(stdout.lastIndexOf(' s left'));
  });

  it('works in a path with spaces and non-ASCII letters', async () => {
    const root = createProject({ 'scenarios/größe ☃.mjs': FEW }, 'mein Projekt ü☃');
    expect((await runCommandInProcess(['run'], { cwd: root })).code).toBe(0);
    const named = ['run', 'scenarios/größe ☃.mjs'];
    expect((await runCommandInProcess(named, { cwd: root, executors })).code).toBe(0);
    expect(listRecordFiles(root)).toHaveLength(2);
  });

  it('finds the project from a folder inside it', async () => {
    const root = createProject({
      'scenarios/few.mjs': FEW,
      'perf-harness.config.mjs': `export default { scenarios: 'scenarios' };`,
    });
    mkdirSync(join(root, 'deep/er'), { recursive: true });
    const cwd = join(root, 'deep/er');
    const { code, err } = await runCommandInProcess(['run'], { cwd, executors });
    expect(err).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(listRecordFiles(root)).toHaveLength(1);
  });

  it('lists 10,000 scenarios', async () => {
    const many = `import { defineScenario } from 'perf-harness';
export default Array.from({ length: 10_000 }, (_, n) => defineScenario({ name: 'scenario ' + n, run: () => n }));`;
    const root = createProject({ 'scenarios/many.mjs': many });
    const { code, out } = await runCommandInProcess(['run', '--list'], { cwd: root });
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(10_000);
  });
});
