/** The commands that a verdict is to be seen again by, pasted into a shell as they are printed. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { GitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';
import {
  ROUNDS,
  sampleRepository,
  workModule,
  workScenario,
} from '../support/sample-repository.ts';

// Each measures several times, on machines that others use too.
vi.setConfig({ testTimeout: 300_000 });

const FEW = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined } as const;
const JUDGED = `regression: { wall_time: '90 %' }, budgets: { wall_time: '< 1 ns' },`;

async function gate(
  { root }: GitProject,
  ...args: readonly string[]
): Promise<{ readonly out: string; readonly document: GateReport }> {
  const file = join(root, '.perf-harness/gate.json');
  const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
  const { out, err } = await runCli(['gate', ...reporters, ...args], { cwd: root, env: FEW });
  expect(err).not.toContain('error');
  return { out, document: JSON.parse(readFileSync(file, 'utf8')) };
}

/** What a shell makes of a command that was printed, and that is to take moments only. */
async function paste({ root }: GitProject, command: string): Promise<unknown> {
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const env = { ...process.env, ...FEW, PATH: path, PERF_HARNESS_NO_EXPLAIN: '1' };
  const inShort = command.startsWith('perf-harness gate') ? '--budget-seconds 1' : '--time 1s';
  const line = command.replace(/(?= -- |$)/u, ` ${inShort} --reporter json`);
  const shell = command.includes("$'") ? 'bash' : 'sh';
  const ran = await promisify(execFile)(shell, ['-c', line], { cwd: root, env }).catch((error) => {
    // A verdict is no error; what cannot be read is.
    if (error.code === 1) return error as { readonly stdout: string };
    throw error;
  });
  return JSON.parse(ran.stdout);
}

/** What a comparison was of. */
async function comparedBy(project: GitProject, command: string) {
  const { comparisons, head } = (await paste(project, command)) as ComparisonReport;
  return { scenarios: [...new Set(comparisons.map((one) => one.scenario))], head: head.source };
}

/** The scenarios that a gate or a run has judged. */
async function judgedBy(project: GitProject, command: string): Promise<readonly string[]> {
  const { checks, runs } = (await paste(project, command)) as Partial<GateReport>;
  return [...new Set([...(checks ?? []), ...(runs ?? [])].map(({ scenario }) => scenario))];
}

describe('the command to see a verdict again', () => {
  it('says what the scenario was found by, and repeats the options of the project', async () => {
    const project = sampleRepository(workScenario(''));
    const both = ['extra', 'extra large'].map((name) => workScenario(JUDGED, name));
    writeFiles(project.root, {
      'perf-harness.config.mjs': 'throw new Error("not this one");\n',
      'ci.mjs': 'export default {};\n',
      'bench/extra.js': both[0] ?? '',
      'bench/large.js': both[1] ?? '',
    });
    project.commit('benchmarks');
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit('slower', { 'lib/work.js': workModule(ROUNDS.slower) });
    const state = '.perf-harness/of ci';
    const given = ['--config', 'ci.mjs', '--state-dir', state, '--k6-path', 'k6 of ours'];
    const remote = ['--allow-remote', 'staging.example.com'];
    const { out, document } = await gate(
      project,
      'bench/extra.js',
      'bench/large.js',
      ...given,
      ...remote,
      '--budget-seconds',
      '2',
    );
    const checks = document.checks.filter(({ scenario }) => scenario === 'extra');
    const commands = new Set(checks.map(({ reproduce }) => reproduce));
    expect(commands.size).toBe(2);
    for (const command of commands) {
      expect(out).toContain(command);
      expect(command).toContain(
        `--config ci.mjs --state-dir '${state}' --k6-path 'k6 of ours' --allow-remote=staging.example.com`,
      );
    }
    const [compare = '', again = ''] = [...commands].toSorted();
    expect(await comparedBy(project, compare)).toEqual({ scenarios: ['extra'], head: 'tree' });
    expect(await judgedBy(project, again)).toEqual(['extra']);
  });

  it('finds a scenario whatever it is called', async () => {
    // An option, a path, a folder with modules, a branch, an address, and blanks that count.
    const names = ['-x  y', '/users/:id (all)', 'lib', 'change', 'http://127.0.0.1:1/'];
    const project = sampleRepository(workScenario(''));
    project.git('rm', '--quiet', 'scenarios/work.js');
    project.commit(
      'names',
      Object.fromEntries(
        names.map((name, index) => [`scenarios/${index}.js`, workScenario(JUDGED, name)]),
      ),
    );
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit('slower', { 'lib/work.js': workModule(ROUNDS.slower) });
    const { out, document } = await gate(project, '--budget-seconds', '5');
    for (const name of names) {
      const checks = document.checks.filter(({ scenario }) => scenario === name);
      const compare = checks.find(({ type }) => type === 'change')?.reproduce ?? '';
      expect(out).toContain(compare);
      expect(await comparedBy(project, compare)).toEqual({ scenarios: [name], head: 'tree' });
    }
    const again = document.checks.find(({ scenario }) => scenario === names[0])?.reproduce ?? '';
    expect(await judgedBy(project, again)).toEqual([names[0]]);
  });

  it('does the same for compare, and for a head that cannot be measured', async () => {
    const project = sampleRepository(workScenario(''));
    project.commit('benchmark', { 'bench/extra.js': workScenario('', 'extra') });
    const args = ['compare', 'HEAD', './bench/extra.js', '--time', '1s', '--reporter', 'json'];
    const first = await runCli(args, { cwd: project.root, env: FEW });
    const { reproduce } = JSON.parse(first.out) as ComparisonReport;
    expect(reproduce).toBe('perf-harness compare --time 1s HEAD . ./bench/extra.js --filter');
    const shown = await runCli([...args.slice(0, -1), 'terminal'], { cwd: project.root, env: FEW });
    const line = shown.out.split('\n').find((one) => one.includes(`${reproduce} `)) ?? '';
    expect(await comparedBy(project, line.trim())).toEqual({ scenarios: ['extra'], head: 'tree' });

    writeFiles(project.root, { 'lib/work.js': 'export function work() { throw new Error(); }\n' });
    const { document } = await gate(project, './bench/extra.js');
    const run = document.checks.map((one) => one.reproduce);
    expect(run).toEqual([`perf-harness run ./bench/extra.js --filter '/^extra$/'`]);
  });

  it('says the command that was given behind the dashes, which gate takes too', async () => {
    const project = sampleRepository(workScenario(''));
    const code = 'for (let at = 0; at < 3; at += 1) Math.sqrt(at)';
    const file = join(project.root, '.perf-harness/gate.json');
    const options = ['--base', 'HEAD', '--margin', '90%', '--budget-seconds', '1'];
    const args = ['gate', ...options, '--reporter', `json=${file}`, '--', 'node', '-e', code];
    const { code: exit, err } = await runCli(args, { cwd: project.root, env: FEW });
    expect({ exit, err }).toMatchObject({ exit: 0 });
    const { checks } = JSON.parse(readFileSync(file, 'utf8')) as GateReport;
    const commit = project.git('rev-parse', '--short=10', 'HEAD');
    const scenario = `node -e '${code}'`;
    expect(checks.length).toBeGreaterThan(0);
    for (const check of checks) {
      expect(check).toMatchObject({
        scenario,
        reproduce: `perf-harness compare ${commit} . --margin 90% -- ${scenario}`,
      });
    }
    const { scenarios } = await comparedBy(project, checks[0]?.reproduce ?? '');
    expect(scenarios).toEqual([scenario]);
  });

  it('tells a command of several lines from the scenario that was named beside it', async () => {
    const project = sampleRepository(workScenario(JUDGED));
    const file = join(project.root, '.perf-harness/comparison.json');
    const options = ['HEAD', '.', 'work', '--margin', '90%', '--time', '1s'];
    const code = 'let at = 0; // counts\nfor (; at < 3; at += 1) Math.sqrt(at)';
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    const args = ['compare', ...options, ...reporters, '--', 'node', '-e', code];
    const { out, err } = await runCli(args, { cwd: project.root, env: FEW });
    expect(err).not.toContain('error');
    const { reproduce } = JSON.parse(readFileSync(file, 'utf8')) as ComparisonReport;
    const scenario = `node -e $'${code.replace('\n', '\\n')}'`;
    for (const [name, again] of [
      ['work', `${reproduce} work`],
      [scenario, `${reproduce} -- ${scenario}`],
    ] as const) {
      expect(out).toContain(again);
      expect((await comparedBy(project, again)).scenarios).toEqual([name]);
    }
  });
});
