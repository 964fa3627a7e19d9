/** Scenarios that read the same on both sides, through the commands: real repositories and traces, scripted units. */
import { afterAll, describe, expect, it } from 'vitest';
import { createCommandExecutor } from '../../harness/executors/command/command-executor.ts';
import { createFunctionExecutor } from '../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../harness/executors/http/http-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor, Executor } from '../../harness/model/executor.ts';
import { type LiveProject, workModule } from '../support/live-comparison-project.ts';
import {
  createCostExecutors,
  createScriptedProject,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  serverScenarioFile,
  workServerSource,
} from '../support/sample-servers-and-load-scenarios.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

/** Returns scripted executors whose inputs are traced by the real executors. */
function tracingExecutors(): ExecutorOverrides {
  const scripted = createCostExecutors();
  const real = [createFunctionExecutor, createCommandExecutor, createHttpExecutor].map(
    (create) => create(host) as AnyExecutor,
  );
  const ofKind = (kind: AnyExecutor['kind']): AnyExecutor => {
    const { traceInputs } = real.find((executor) => executor.kind === kind) as Executor;
    return { ...scripted.ofKind(kind), traceInputs } as AnyExecutor;
  };
  return { ...scripted, ofKind };
}

function tracedProject(files: Readonly<Record<string, string>> = {}): LiveProject {
  const project = createScriptedProject(files);
  const executors = tracingExecutors();
  return { ...project, command: (args) => project.command(args, { executors }) };
}

const JSON_REPORT = ['--reporter', 'json'];

const scenario = (name: string, run: string): string =>
  `{ name: '${name}', duration: '20 ms', warmup: '10 ms', run: ${run} }`;

/** Creates a project with two functions, only one of which a change of `src/other.js` affects. */
function twoFunctions() {
  const project = tracedProject({
    'src/other.js': workModule(1_000),
    'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
import { work } from '../src/work.js';
export default defineScenario(${scenario('work', 'work')});
`,
    'scenarios/other.ts': `import { defineScenario } from 'perf-harness';
import { work } from '../src/other.js';
export default defineScenario(${scenario('other', 'work')});
`,
  });
  writeFiles(project.root, { 'src/other.js': `// changed\n${workModule(1_000)}` });
  return project;
}

describe('a comparison of changed files', () => {
  it('passes a gate when no function reads a changed file, such as README.md', async () => {
    const project = tracedProject();
    writeFiles(project.root, { 'README.md': 'changed' });
    const args = ['gate', '--base', 'main', '--on-inconclusive', 'fail'];
    const { code, out } = await project.command([...args, ...JSON_REPORT]);
    expect(code).toBe(0);
    const { verdict, checks, findings, comparison } = JSON.parse(out) as GateReport;
    expect(verdict).toBe('pass');
    expect(checks).toMatchObject([{ scenario: 'work', outcome: 'pass', reason: null }]);
    expect(comparison?.comparisons[0]?.verdict).toBe('same inputs');
    expect([...findings, ...(comparison?.findings ?? [])]).toEqual([]);
  });
});

describe('--same-inputs', () => {
  it('skips a function that reads the same, says why it measures another, and replays it', async () => {
    const project = twoFunctions();
    const args = ['compare', 'main', '--same-inputs', '--time', '1ms'];
    const { out } = await project.command([...args, ...JSON_REPORT]);
    const { comparisons, inputs, runs, reproduce } = JSON.parse(out) as ComparisonReport;
    expect(comparisons.find((comparison) => comparison.scenario === 'work')).toMatchObject({
      verdict: 'same inputs',
      same_files: 2,
      pairs: 0,
      base: null,
      head: null,
    });
    expect(inputs?.toSorted((input, other) => (input.scenario < other.scenario ? -1 : 1))).toEqual([
      { scenario: 'other', outcome: 'different', what: 'src/other.js' },
      { scenario: 'work', outcome: 'same', files: 2 },
    ]);
    const trialsOf = (name: string): number =>
      runs.filter((run) => run.scenario === name).flatMap(({ trials }) => trials).length;
    expect(trialsOf('work')).toBe(0);
    expect(trialsOf('other')).toBeGreaterThan(0);
    expect(reproduce).toContain('--same-inputs');
    const again = await project.command(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect((JSON.parse(again.out) as ComparisonReport).comparisons).toEqual(comparisons);
    expect(project.snapshots()).toEqual([]);
  });

  it('also skips commands and servers whose files are the same', async () => {
    const project = tracedProject({
      'main.js': "import { work } from './src/work.js';\nconsole.log(work());\n",
      'server.js': workServerSource(1_000),
      'scenarios/work.ts': serverScenarioFile(),
      'scenarios/command.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'command', command: ['node', 'main.js'] });
`,
    });
    writeFiles(project.root, { 'src/work.js': `// changed\n${workModule(2_000)}` });
    const args = ['compare', 'main', '--same-inputs', '--time', '1ms'];
    const { out, err } = await project.command([...args, ...JSON_REPORT]);
    expect(out, err).not.toBe('');
    const { inputs } = JSON.parse(out) as ComparisonReport;
    expect(inputs?.toSorted((input, other) => (input.scenario < other.scenario ? -1 : 1))).toEqual([
      { scenario: 'command', outcome: 'different', what: 'src/work.js' },
      { scenario: 'serve', outcome: 'same', files: 1 },
    ]);
  });

  it('still measures a share of them, at least one, and notes it in the record', async () => {
    const project = tracedProject();
    writeFiles(project.root, { 'README.md': 'changed' });
    const args = ['compare', 'main', '--measure-share', '1%', '--time', '1ms'];
    const { out } = await project.command([...args, ...JSON_REPORT]);
    const { comparisons, inputs, runs, reproduce } = JSON.parse(out) as ComparisonReport;
    expect(inputs).toContainEqual({ scenario: 'work', outcome: 'same', files: 2, measured: true });
    expect(comparisons.map(({ verdict }) => verdict)).not.toContain('same inputs');
    const trials = runs.filter(({ scenario }) => scenario === 'work').flatMap((run) => run.trials);
    expect(trials.length).toBeGreaterThan(0);
    expect(reproduce).toContain('--measure-share 1%');
    const again = await project.command(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect((JSON.parse(again.out) as ComparisonReport).comparisons).toEqual(comparisons);
  });

  it.each([
    [['main', '--measure-share', '101%'], /--measure-share takes a percentage from 0 to 100/u],
    [['main', '--measure-share', 'half'], /--measure-share takes a percentage from 0 to 100/u],
    [['main', '--measure-share', '5%', '--measure-all'], /mutually exclusive/u],
    [['--replay', 'latest', '--same-inputs'], /cannot be combined with --same-inputs/u],
  ] as const)('reports that %j is wrong', async (words, message) => {
    const { code, err } = await tracedProject().command(['compare', ...words]);
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });
});
