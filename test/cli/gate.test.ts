/** The gate as CI runs it, in repositories with a base: verdict, exit code, explanation, reports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import type { GitProject } from '../support/git-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';
import {
  ROUNDS,
  sampleRepository,
  workModule,
  workScenario,
} from '../support/sample-repository.ts';

// Each measures whole gates, one pair after the other, on machines that others use too.
vi.setConfig({ testTimeout: 300_000 });

interface Gated {
  readonly code: number | null;
  /** On one line, for words that may be broken. */
  readonly text: string;
  readonly err: string;
  readonly document: GateReport;
}

const FEW = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined } as const;

async function gate({ root }: GitProject, ...args: readonly string[]): Promise<Gated> {
  const file = join(root, '.perf-harness/gate.json');
  const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
  const { code, out, err } = await runCli(['gate', ...reporters, ...args], { cwd: root, env: FEW });
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
  expect(err).not.toContain('defect');
  let document = {} as GateReport;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // An error before anything was measured leaves no report.
  }
  return { code, text: oneLine(out), err: oneLine(err), document };
}

/** A pull request: main with the scenario, and a branch whose head changes something. */
function pullRequest(scenario: string, files: Readonly<Record<string, string>>): GitProject {
  const project = sampleRepository(scenario);
  project.git('checkout', '--quiet', '-b', 'change');
  project.commit('change', files);
  return project;
}

const ALLOWED = `regression: { wall_time: '30 %' },`;

describe('gate in a repository', () => {
  it('passes a change that changes nothing', async () => {
    const project = pullRequest(workScenario(ALLOWED), {
      'lib/work.js': `${workModule(ROUNDS.before)}// a note\n`,
    });
    const { code, text, document } = await gate(project);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toMatch(/✓ PASS 1 check: 1 passed .*merge base with main/);
    expect(text).toMatch(/work: wall_time (unchanged|no worse): .* pairs, margin ± 30 %/);
    expect(document.base?.commit).toBe(project.git('rev-parse', 'main'));
  });

  it('fails a planted regression with 1 and explains it in a line', async () => {
    const project = pullRequest(workScenario(`${ALLOWED} budgets: { wall_time: '< 10 s' },`), {
      'lib/work.js': workModule(ROUNDS.slower),
    });
    const { code, text, document } = await gate(project);
    expect({ code, text }).toMatchObject({ code: 1 });
    expect(text).toMatch(
      /✗ work: wall_time regressed: (\+\d|×)[^(]*\([^)]+\), \d+ \+ \d+ pairs, margin ± 30 %/,
    );
    const [check] = document.checks;
    const commit = project.git('rev-parse', '--short=10', 'main');
    expect(check).toMatchObject({
      type: 'change',
      outcome: 'fail',
      against: 'base',
      reproduce: `perf-harness compare ${commit} . work`,
    });
  });

  it('shows the same regression by the command that it names, and only tells of it when told to', async () => {
    const project = pullRequest(workScenario(ALLOWED), {
      'lib/work.js': workModule(ROUNDS.slower),
    });
    const told = await gate(project, '--report-only', '--confidence', '90%');
    expect(told.code).toBe(0);
    expect(told.document).toMatchObject({ verdict: 'fail', exit_code: 0 });
    const [program, ...argv] = told.document.checks[0]?.reproduce.split(' ') ?? [];
    expect(program).toBe('perf-harness');
    // By the same rules, or it might say something else.
    expect(argv.join(' ')).toContain('--confidence 90%');
    const again = await runCli(argv, { cwd: project.root, env: FEW });
    expect(again.out).toContain('wall_time regressed');
    expect(again.code).toBe(1);
  });

  it('refuses a limit below the noise, with what it would take', async () => {
    const project = pullRequest(workScenario(`regression: { wall_time: '0.0001 %' },`), {
      'lib/work.js': `${workModule(ROUNDS.before)}// a note\n`,
    });
    // So that the test is short, of fewer pairs than a gate may take.
    const { code, text, document } = await gate(project, '--budget-seconds', '60');
    expect({ code, text }).toMatchObject({ code: 8 });
    expect(text).toMatch(
      /wall_time limit refused: ± < 0.01 % is below the ± .* that \d+ pairs can show/,
    );
    expect(document.checks[0]).toMatchObject({ outcome: 'refused', refusal: { source: 'run' } });
  });

  it('warns of what it cannot decide, and counts it when told to', async () => {
    const project = pullRequest(workScenario(''), {
      'lib/work.js': `${workModule(ROUNDS.before)}// a note\n`,
    });
    const open = await gate(project, '--budget-seconds', '1');
    expect({ code: open.code, text: open.text }).toMatchObject({ code: 0 });
    expect(open.text).toMatch(/\? INCONCLUSIVE .*only warns/);
    const counted = await gate(project, '--budget-seconds', '1', '--on-inconclusive', 'fail');
    expect(counted.code).toBe(3);
    const passed = await gate(project, '--budget-seconds', '1', '--on-inconclusive', 'pass');
    expect(passed).toMatchObject({ code: 0, document: { verdict: 'inconclusive' } });
    expect(passed.text).toMatch(/\? INCONCLUSIVE .*passes, by --on-inconclusive pass/);
  });

  it('takes a scenario that the base does not have for new, and judges its budgets', async () => {
    const project = sampleRepository(workScenario(ALLOWED));
    project.git('checkout', '--quiet', '-b', 'change');
    const added = workScenario(`budgets: { wall_time: '< 10 s' },`, 'added').replace(
      'work.js',
      'added.js',
    );
    project.commit('add', { 'lib/added.js': workModule(100), 'scenarios/added.js': added });
    const { code, text, document } = await gate(project, 'added');
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('+ added: wall_time new: the base does not have this scenario');
    expect(text).toContain('wall_time < 10 s kept');
    expect(document.runs.map(({ scenario }) => scenario)).toEqual(['added']);
  });
});

describe('a scenario whose file has moved', () => {
  /** The file of the scenario has another name, and lib/ holds what it then imports. */
  function moved(scenario: string, files: Readonly<Record<string, string>>): GitProject {
    const project = sampleRepository(workScenario(ALLOWED));
    project.git('checkout', '--quiet', '-b', 'change');
    project.git('rm', '--quiet', 'scenarios/work.js');
    project.commit('move', { 'scenarios/renamed.js': scenario, ...files });
    return project;
  }

  it('is compared all the same: nothing is new, and nothing is gone', async () => {
    const { code, text, document } = await gate(moved(workScenario(ALLOWED), {}));
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(document.checks).toMatchObject([{ outcome: 'pass' }]);
    expect(document.findings).toEqual([]);
  });

  it('fails where it became slower', async () => {
    const slower = { 'lib/work.js': workModule(ROUNDS.slower) };
    expect((await gate(moved(workScenario(ALLOWED), slower))).code).toBe(1);
  });

  it('is not taken for new where the base cannot run it from there', async () => {
    const scenario = workScenario(ALLOWED).replace('work.js', 'task.js');
    const { code, text, document } = await gate(
      moved(scenario, { 'lib/task.js': workModule(ROUNDS.slower) }),
    );
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(text).not.toContain('does not have this scenario');
    expect(document.comparison?.comparisons[0]?.reason).toContain('lib/task.js');
  });
});

describe('gate over a change that takes a scenario away', () => {
  const project = sampleRepository(workScenario(ALLOWED));
  const more = workScenario('', 'more');
  project.commit('more', {
    'scenarios/more.js': more,
    'scenarios/sizes.js': workScenario('params: { size: [1, 2] },', 'sizes'),
  });
  project.git('checkout', '--quiet', '-b', 'change');
  project.git('rm', '--quiet', 'scenarios/more.js');
  project.commit('fewer', {
    'scenarios/sizes.js': workScenario('params: { size: [2] },', 'sizes'),
  });
  const LITTLE = ['--budget-seconds', '1'] as const;

  it('tells which: nothing of the head can be worse there', async () => {
    const { code, text, document } = await gate(project, ...LITTLE);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('Only the base has "more", "sizes {size=1}": not compared.');
    expect(document.findings).toMatchObject([{ id: 'only-in-base', level: 'warning' }]);
  });

  it('misses none where scenarios are named', async () => {
    const { document } = await gate(project, 'work', ...LITTLE);
    expect(document.findings).toEqual([]);
  });

  it('misses none that a configuration of its own never had', async () => {
    writeFiles(project.root, {
      'ci.mjs': `export default { scenarios: ['scenarios/sizes.js'] };\n`,
    });
    project.git('add', 'ci.mjs');
    const { document } = await gate(project, '--config', 'ci.mjs', ...LITTLE);
    const [finding] = document.findings;
    // The base has no such file, and so none but the usual one: nothing can be said.
    expect(finding?.message ?? '').not.toContain('"work"');
  });

  it('is told of by compare too', async () => {
    const args = ['compare', 'main', '--time', '1s', '--reporter', 'json'];
    const { out } = await runCli(args, { cwd: project.root, env: FEW });
    const { findings } = JSON.parse(out) as { findings: readonly { readonly id: string }[] };
    expect(findings.map(({ id }) => id)).toContain('only-in-base');
  });
});

describe('gate over sides that cannot be measured', () => {
  it('fails a new scenario that cannot be measured at all', async () => {
    const project = sampleRepository(workScenario(ALLOWED));
    project.git('checkout', '--quiet', '-b', 'change');
    const added = workScenario('', 'added').replace('work.js', 'added.js');
    const broken = 'export function work() { throw new Error("not thought through"); }\n';
    project.commit('add', { 'lib/added.js': broken, 'scenarios/added.js': added });
    const { code, text } = await gate(project, 'added');
    expect({ code, text }).toMatchObject({ code: 4 });
    expect(text).toContain('not thought through');
  });

  it('says that the base fails, and never that the head is worse', async () => {
    const project = sampleRepository(workScenario(ALLOWED));
    project.commit('broken', {
      'lib/work.js': 'export function work() { throw new Error("half done"); }\n',
    });
    project.commit('mended', { 'lib/work.js': workModule(ROUNDS.slower) });
    const { code, text } = await gate(project);
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(text).toMatch(/! INCOMPARABLE .*wall_time incomparable: .*half done/);
    expect(text).not.toContain('regressed');
  });

  it('says that the base does not build', async () => {
    const project = sampleRepository(workScenario(`${ALLOWED} prepare: 'node build.js',`));
    project.commit('no build', { 'build.js': 'process.exit(3);\n' });
    project.commit('a build', { 'build.js': '' });
    const { code, text } = await gate(project);
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(text).toMatch(/! INCOMPARABLE .*wall_time incomparable: .*node build\.js/);
    expect(text).not.toContain('regressed');
  });

  it('ends with 4 where the head fails, and says why', async () => {
    const project = pullRequest(workScenario(ALLOWED), {
      'lib/work.js': 'export function work() { throw new Error("not yet"); }\n',
    });
    const { code, text } = await gate(project);
    expect({ code, text }).toMatchObject({ code: 4 });
    expect(text).toMatch(/✗ work: could not be measured: .*not yet/);
  });
});

describe('gate without a base', () => {
  const BUDGET = workScenario(`budgets: { wall_time: '< 10 s' },`);

  it('judges budgets alone on the first commit, and says so', async () => {
    const { code, text, document } = await gate(sampleRepository(BUDGET));
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('There is no commit to compare with');
    expect(document).toMatchObject({ base: null, comparison: null });
  });

  it('is an error where a base is required, and where there is nothing else to judge', async () => {
    const required = await gate(sampleRepository(BUDGET), '--require-baseline');
    expect(required.code).toBe(6);
    expect(required.err).toContain('A base is required and there is none');
    const nothing = await gate(sampleRepository(workScenario('')));
    expect(nothing.code).toBe(6);
    expect(nothing.err).toContain('nothing to judge');
  });

  it('fails a broken budget with 1', async () => {
    const project = sampleRepository(workScenario(`budgets: { wall_time: '< 1 ns' },`));
    const { code, text } = await gate(project);
    expect(code).toBe(1);
    expect(text).toMatch(/wall_time < 1 ns broken: .* times the limit/);
  });
});

describe('gate against a stored baseline', () => {
  // Six trials give an interval of 95 %; with three nothing is known of a change.
  const BUDGET = workScenario(`budgets: { wall_time: '< 10 s' },`).replace(
    'trials: 3',
    'trials: 6',
  );

  async function withBaseline(): Promise<GitProject> {
    const project = sampleRepository(BUDGET);
    expect((await runCli(['run'], { cwd: project.root })).code).toBe(0);
    expect((await runCli(['baseline', 'save', 'main'], { cwd: project.root })).code).toBe(0);
    return project;
  }

  it('measures the head alone and fails what is far slower', async () => {
    const project = await withBaseline();
    writeFiles(project.root, { 'lib/work.js': workModule(ROUNDS.before * 8) });
    const { code, text, document } = await gate(project, '--baseline', 'main');
    expect({ code, text }).toMatchObject({ code: 1 });
    expect(text).toMatch(/wall_time regressed since the baseline: ×/);
    expect(document).toMatchObject({ base: null, comparison: null });
  });

  it('does not compare time with a baseline of another machine', async () => {
    const project = await withBaseline();
    const path = '.perf-harness/baselines/main.json';
    const text = readFileSync(join(project.root, path), 'utf8');
    const { id } = JSON.parse(text).runs[0].environment.machine;
    writeFiles(project.root, {
      [path]: text.replaceAll(id, '0123456789abcdef'),
      'lib/work.js': workModule(ROUNDS.before * 8),
    });
    const open = await gate(project, '--baseline', 'main');
    expect({ code: open.code, text: open.text }).toMatchObject({ code: 0 });
    expect(open.text).toContain('other machine');
    expect(open.text).not.toContain('regressed');
    expect((await gate(project, '--baseline', 'main', '--require-baseline')).code).toBe(6);
  });

  it('holds it to the margin of the command line, which the command to see it again names', async () => {
    const rooms = (count: number): string =>
      `export const work = () => Array.from({ length: ${count} }, () => ({ room: 1 })).length;\n`;
    const project = sampleRepository(
      workScenario(`regression: { wall_time: '90 %', allocated: '1 %' },`).replace(
        'trials: 3',
        'trials: 6',
      ),
    );
    writeFiles(project.root, { 'lib/work.js': rooms(1_000) });
    expect((await runCli(['run'], { cwd: project.root })).code).toBe(0);
    expect((await runCli(['baseline', 'save', 'main'], { cwd: project.root })).code).toBe(0);
    writeFiles(project.root, { 'lib/work.js': rooms(1_200) });
    const without = await gate(project, '--baseline', 'main', '--confidence', '90%');
    expect({ code: without.code, text: without.text }).toMatchObject({ code: 1 });
    expect(without.text).toMatch(/allocated regressed since the baseline: \+\d.*margin ± 1 %/);
    const wide = await gate(
      project,
      '--baseline',
      'main',
      '--confidence',
      '90%',
      '--margin',
      '90%',
    );
    expect({ code: wide.code, text: wide.text }).toMatchObject({ code: 0 });
    expect(wide.document.baseline?.comparisons.map(({ margin }) => margin)).not.toContain(0.01);
    expect(wide.document.checks.map(({ reproduce }) => reproduce)).toContain(
      'perf-harness gate --baseline main --margin 90% --confidence 90% work',
    );
  });

  it('warns of one that is not there, and refuses to go on where it is required', async () => {
    const project = sampleRepository(BUDGET);
    const open = await gate(project, '--baseline', 'main');
    expect(open.code).toBe(0);
    expect(open.text).toContain('There is no baseline "main"');
    const required = await gate(project, '--baseline', 'main', '--require-baseline');
    expect(required.code).toBe(6);
    expect(required.err).toContain('There is no baseline "main"');
  });
});

describe('gate refuses', () => {
  it.for([
    [['--budget-seconds', 'soon'], '--budget-seconds takes a number of seconds'],
    [['--budget-seconds', '0'], '--budget-seconds takes a number of seconds'],
    [['--confidence', '120'], '--confidence takes a percentage from 50 to 99.9'],
    [['--margin', '-1%'], '--margin takes a percentage'],
    [['--on-inconclusive', 'hope'], 'warn, fail, pass'],
    [['--base', 'nowhere'], '"nowhere" names no commit', 6],
  ] as const)('%s', async ([args, says, expected = 2]) => {
    const { code, err } = await gate(sampleRepository(workScenario('')), ...args);
    expect({ code, err }).toMatchObject({ code: expected });
    expect(err).toContain(says);
  });
});
