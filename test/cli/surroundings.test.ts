import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input.ts';
import { BIN, project, recordFiles, runCli } from '../support/run-cli.ts';

const exec = promisify(execFile);
const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);

describe('the surroundings of a run', () => {
  it('ends in order when nobody reads its output any more', async () => {
    const root = project({ 'scenarios/few.mjs': FEW });
    const line = `"$0" "$1" run --reporter json | head -1; exit \${PIPESTATUS[0]}`;
    const { stdout, stderr } = await exec('bash', ['-c', line, process.execPath, BIN], {
      cwd: root,
    });
    expect(stdout).toBe('{\n');
    expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
    expect(recordFiles(root)).toHaveLength(1);
  });

  it('writes no colour and no cursor movement where there is no terminal', async () => {
    const root = project({ 'scenarios/few.mjs': FEW });
    const { out, err } = await runCli(['run'], { cwd: root, env: { FORCE_COLOR: undefined } });
    expect(out).not.toContain('\u001b');
    expect(err).not.toContain('\u001b');
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
  });

  it('shows progress on a terminal and takes it away again', async () => {
    const slow = scenarioModule(
      `{ name: 'slow', duration: '700 ms', warmup: '10 ms', trials: 4, run: () => 1 }`,
    );
    const root = project({ 'scenarios/slow.mjs': slow });
    const { stdout } = await exec(
      'script',
      ['-qec', `"${process.execPath}" "${BIN}" run`, '/dev/null'],
      {
        cwd: root,
      },
    );
    expect(stdout).toMatch(/\[1\/1\] slow: \d trials?, at most \d+ s left/);
    expect(stdout.lastIndexOf('\u001b[K')).toBeGreaterThan(stdout.lastIndexOf(', at most'));
  });

  it('works in a path with spaces and letters beyond ASCII', async () => {
    const root = project({ 'scenarios/größe ☃.mjs': FEW }, 'mein Projekt ü☃');
    expect((await runCli(['run'], { cwd: root })).code).toBe(0);
    expect((await runCli(['run', 'scenarios/größe ☃.mjs'], { cwd: root })).code).toBe(0);
    expect(recordFiles(root)).toHaveLength(2);
  });

  it('finds the project from a folder inside it', async () => {
    const root = project({
      'scenarios/few.mjs': FEW,
      'perf-harness.config.mjs': `export default { scenarios: 'scenarios' };`,
    });
    mkdirSync(join(root, 'deep/er'), { recursive: true });
    const { code, err } = await runCli(['run'], { cwd: join(root, 'deep/er') });
    expect(err).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(recordFiles(root)).toHaveLength(1);
  });

  it('lists 10,000 scenarios', async () => {
    const many = `import { defineScenario } from 'perf-harness';
export default Array.from({ length: 10_000 }, (_, n) => defineScenario({ name: 'scenario ' + n, run: () => n }));`;
    const root = project({ 'scenarios/many.mjs': many });
    const { code, out } = await runCli(['run', '--list'], { cwd: root });
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(10_000);
  });
});
