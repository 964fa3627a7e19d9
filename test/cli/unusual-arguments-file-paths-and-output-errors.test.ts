/** Unexpected but valid words and paths as arguments. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { builtCliPath } from '../support/built-package-module-paths.ts';
import { createProject, listRecordFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const FEW = scenarioModule(
  `{ name: 'few', duration: '5 ms', warmup: '1 ms', trials: 3, run: () => 1 }`,
);
const BROKEN = FEW.replace('run:', `budgets: { wall_time: '< 0.001 ns' }, run:`);
const expectRefused = ({ code, err }: { code: number | null; err: string }): void => {
  expect({ code, err }).toMatchObject({ code: 2 });
  expect(err).not.toMatch(/bug in perf-harness|^ {4}at /m);
};

describe('command line', () => {
  it.each([
    ['run', '--'],
    ['run', '--strict', '--'],
    ['calibrate', '--'],
    ['compare', 'HEAD', '--'],
    ['gate', '--'],
    ['run', 'x'.repeat(300)],
    ['run', '--reporter', 'constructor'],
    ['run', '--reporter', '__proto__=a.txt'],
    ['schema', 'constructor'],
    ['completion', 'toString'],
    ['help', 'constructor'],
    ['doctor', '--stability', '600h'],
  ])('refuses %s %s', async (...args) => {
    const cwd = createProject({ 'scenarios/few.mjs': FEW });
    expectRefused(await runCommandInProcess(args, { cwd, isLight: true }));
    expect(listRecordFiles(cwd)).toEqual([]);
  });

  it.each(['--nope', '--'])(
    'ends a git bisect that calls it wrongly without blaming a commit: %s',
    async (word) => {
      const args = ['compare', 'HEAD', '--git-bisect', word];
      const { code } = await runCommandInProcess(args, {
        cwd: createProject({ 'scenarios/few.mjs': FEW }),
      });
      expect(code).toBe(128);
    },
  );

  it('reports that its working folder is gone', () => {
    const gone = mkdtempSync(join(tmpdir(), 'gone-'));
    const script = `process.chdir(${JSON.stringify(gone)});
require('node:fs').rmdirSync(${JSON.stringify(gone)});
import(${JSON.stringify(builtCliPath())});`;
    const { status, stderr } = spawnSync(process.execPath, ['--eval', script, 'run'], {
      encoding: 'utf8',
      env: { ...process.env, NODE_V8_COVERAGE: undefined },
    });
    rmSync(gone, { recursive: true, force: true });
    expectRefused({ code: status, err: stderr });
    expect(stderr).toContain('The working folder does not exist');
  });

  it.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 0],
  ])('accepts %s as an answer to a question', async (_, key, wanted) => {
    const cwd = createProject();
    const asked = `"${process.execPath}" "${builtCliPath()}" init --ci github`;
    const child = spawn('script', ['-qec', asked, '/dev/null'], { cwd });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      const wasAsked = stdout.includes('[Y/n]');
      stdout += chunk;
      if (!wasAsked && stdout.includes('[Y/n]')) child.stdin.write(key);
    });
    const [code] = await once(child, 'close');
    expect(stdout).not.toMatch(/bug in perf-harness|^ {4}at /m);
    expect({ code, stdout }).toMatchObject({ code: wanted });
    expect(existsSync(join(cwd, '.github'))).toBe(false);
  });
});

describe('results output', () => {
  it('exits with 2 instead of 0 when a full disk loses results', () => {
    const cwd = createProject();
    const line = '"$0" "$1" run --trials 3 --reporter json -- true > /dev/full';
    const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, builtCliPath()], {
      cwd,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toMatchObject({ status: 2 });
    expect(stderr).toContain('Some results could not be written');
    expect(listRecordFiles(cwd)).toHaveLength(1);
  });

  it('writes all other results and keeps the verdict when one destination fails', async () => {
    const cwd = createProject({ 'scenarios/few.mjs': BROKEN });
    const args = ['run', '--reporter', 'github', '--reporter', 'json=out.json'];
    const env = { GITHUB_STEP_SUMMARY: '/dev/null/summary' };
    const executors = createScriptedExecutors(drawWallTimes(() => 5));
    const { code, out, err } = await runCommandInProcess(args, { cwd, env, executors });
    expect({ code, err }).toMatchObject({ code: 1 });
    expect(err).toContain('warning: ');
    // GitHub shows it at the scenario, which it knows by its path in the repository.
    expect(out).toContain('::error file=scenarios/few.mjs,');
    expect(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8'))).toMatchObject({
      verdict: 'fail',
    });
  });
});

describe('user files', () => {
  it.each([
    ['perf-harness.config.yaml', 'scenarios: *.ts\n'],
    ['perf-harness.config.yaml', 'scenarios: &a [*a]\n'],
    ['perf-harness.config.mjs', 'throw Object.create(null);'],
    [
      'scenarios/odd.mjs',
      'class Odd extends Error { message = undefined; }\nthrow new Odd("lost");\nexport default {};',
    ],
    [
      'scenarios/odd.mjs',
      'Error.prepareStackTrace = (_, frames) => frames;\nthrow new Error("framed");\nexport default {};',
    ],
  ])('rejects %s with %j and names the file', async (file, text) => {
    const result = await runCommandInProcess(['run'], { cwd: createProject({ [file]: text }) });
    expectRefused(result);
    expect(result.err).toContain(file);
  });

  it('are accepted under absolute paths, also those that init k6 reads and writes', async () => {
    const cwd = createProject({
      'api.json': '{"openapi":"3.0.0","info":{},"paths":{"/users":{"get":{}}}}',
    });
    const out = join(cwd, 'made/load.js');
    const args = ['init', 'k6', '--from', join(cwd, 'api.json'), '--out', out];
    const { code, err } = await runCommandInProcess(args, { cwd });
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).toContain('/users');
    const scenario = readFileSync(join(cwd, 'scenarios/load.mjs'), 'utf8');
    expect(scenario).toContain(relative(join(cwd, 'scenarios'), out));
  });
});
