/** Repeatable options take one value each: the following argument is no further value. */
import { describe, expect, it } from 'vitest';
import { main } from '../../cli/main.ts';
import { buildCliProgram } from '../../cli/program/build-cli-program.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createGitProject } from '../support/git-project.ts';
import { createInMemoryHost } from '../support/in-memory-host.ts';
import { withInProcessModuleReader } from '../support/in-process-module-reader.ts';
import { createCostExecutors } from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const quick = (name: string): string =>
  scenarioModule(`{ name: '${name}', trials: 3, run: () => 1 }`);

/** Creates a project with two scenarios; its commands run one after another. */
function inProject() {
  const executors = createCostExecutors(() => ({ wall_time: 10 }));
  const { host, written } = createInMemoryHost({ executors });
  writeFiles(host.cwd, {
    'package.json': '{}',
    'scenarios/users.mjs': quick('users'),
    'scenarios/orders.mjs': quick('orders'),
  });
  const env = { ...host.env, PERF_HARNESS_LOCK: 'off', GITHUB_STEP_SUMMARY: undefined };
  return async (...argv: readonly string[]) => {
    written.out = '';
    written.err = '';
    const code = await main(withInProcessModuleReader({ ...host, env }), argv);
    return { code, out: written.out, err: written.err.replace(/\s+/g, ' ') };
  };
}

const scenariosIn = (out: string): readonly string[] =>
  (JSON.parse(out) as { runs: { scenario: string }[] }).runs.map(({ scenario }) => scenario);

it('has no command with an option that takes all following words', () => {
  const greedy = (command: ReturnType<typeof buildCliProgram>): readonly string[] => [
    ...command.options.filter(({ variadic }) => variadic).map(({ flags }) => flags),
    ...command.commands.flatMap(greedy),
  ];
  expect(greedy(buildCliProgram(createInMemoryHost().host, null, () => undefined))).toEqual([]);
});

describe('--allow-remote', () => {
  it('takes one host, and leaves the following scenario to be measured', async () => {
    const perform = inProject();
    const host = ['--allow-remote', 'staging.example.com'];
    const { code, out, err } = await perform('run', '--reporter', 'json', ...host, 'users');
    expect(code, err).toBe(0);
    expect(scenariosIn(out)).toEqual(['users']);
  });

  it.each([
    [['--allow-remote', 'one.example', '--allow-remote', 'http://two'], 'http://two'],
    [['--allow-remote', 'http://one', '--allow-remote=two.example'], 'http://one'],
    [['--allow-remote=one.example', '--allow-remote=http://two', 'users'], 'http://two'],
  ])('is read each time in %j', async (args, wrong) => {
    const { code, err } = await inProject()('run', ...args);
    expect(code).toBe(2);
    expect(err).toContain(`--allow-remote takes a host such as`);
    expect(err).toContain(`found "${wrong}"`);
  });
});

describe('baseline save --run', () => {
  it('takes one record each time, and leaves the name that follows', async () => {
    const perform = inProject();
    await perform('run');
    const { out: list } = await perform('report', '--list');
    const [first = '', two = ''] = list.split('\n').map((line) => line.split(' ')[0] ?? '');
    expect((await perform('baseline', 'save', '--run', first, 'release')).out).toContain(
      'saved release: 1 scenario\n',
    );
    expect((await perform('baseline', 'save', '--run', first, '--run', two)).out).toContain(
      'saved main: 2 scenarios\n',
    );
  });

  it('refuses a record as the baseline name, as the old syntax had it', async () => {
    const perform = inProject();
    await perform('run');
    const { out: list } = await perform('report', '--list');
    const [first = '', two = ''] = list.split('\n').map((line) => line.split(' ')[0] ?? '');
    // Each name matches exactly one record.
    for (const name of [two, two.slice(0, -1), 'latest']) {
      const { code, err } = await perform('baseline', 'save', '--run', first, name);
      expect({ name, code }).toEqual({ name, code: 2 });
      expect(err).toContain(`"${name}" is a record, not a baseline name.`);
      expect(err).toContain(`--run ${name}`);
    }
    expect((await perform('baseline', 'list')).out).not.toMatch(/latest|\d{8}T/u);
    // A prefix shared by several records refers to none of them.
    expect((await perform('baseline', 'save', '--run', first, '2')).out).toContain('saved 2:');
  });
});

describe('profile --diff', () => {
  it('takes one side, and leaves the following scenario to be profiled', async () => {
    const project = createGitProject();
    project.commit('all', { 'package.json': '{}', 'scenarios/users.mjs': quick('users') });
    const args = ['profile', '--diff', 'main', 'nobody'];
    const { code, err } = await runCommandInProcess(args, { cwd: project.root });
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, ' ')).toContain('No file, folder or scenario matches "nobody"');
  });
});
