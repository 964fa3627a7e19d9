/** The gate as CI runs it, in repositories with a base: verdict, exit code, explanation, reports. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gateReportSchema } from '../../harness/model/documents/gate-document.ts';
import { createLiveProject, type LiveProject } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createCostExecutors,
  createScriptedProject,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  createPullRequest,
  REGRESSION_LIMIT,
  runGate,
  scriptedScenario,
} from '../support/run-gate-on-project.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

/** As fast as before. */
const SAME = { 'NOTES.md': 'a note' };
const SLOWER = wallTimeFile(30);

describe('gate in a repository', () => {
  it('passes a change that changes nothing', async () => {
    const project = createPullRequest(scriptedScenario(REGRESSION_LIMIT), SAME);
    const { code, text, document } = await runGate(project);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toMatch(/✓ PASS 1 check: 1 passed .*merge base with main/);
    expect(text).toMatch(/work: wall_time (unchanged|no worse): .* pairs, margin ± 30 %/);
    expect(document.base?.commit).toBe(project.git('rev-parse', 'main'));
    // Stored for later inspection.
    const kept = readdirSync(join(project.root, '.perf-harness/gates'));
    expect(kept).toHaveLength(1);
    const saved = readFileSync(join(project.root, '.perf-harness/gates', `${kept[0]}`), 'utf8');
    expect(gateReportSchema.parse(JSON.parse(saved))).toEqual(document);
  });

  it('fails a planted regression with 1 and explains it in one line', async () => {
    const scenario = `export default {
  name: 'work', command: ['sh', 'work.sh'], regression: { wall_time: '30 %' },
  budgets: { wall_time: '< 10 s' },
};
`;
    const project = createLiveProject({ 'scenarios/work.ts': scenario, 'work.sh': 'true' });
    project.git('checkout', '--quiet', '-b', 'change');
    project.commit('slower', { 'work.sh': 'sleep 0.05' });
    const file = join(project.cache, 'gate.json');
    const reporters = ['--reporter', 'terminal', '--reporter', `json=${file}`];
    // A separate process, and real units.
    const { code, out, err } = await project.perf(['gate', '--base', 'main', ...reporters]);
    expect({ code, err }).toMatchObject({ code: 1 });
    expect(unwrapTerminalOutput(out)).toMatch(
      /✗ work: wall_time regressed: (\+\d|×)[^(]*\([^)]+\), \d+ \+ \d+ pairs, margin ± 30 %/,
    );
    const [check] = JSON.parse(readFileSync(file, 'utf8')).checks;
    const commit = project.git('rev-parse', '--short=10', 'main');
    expect(check).toMatchObject({
      type: 'change',
      outcome: 'fail',
      against: 'base',
      reproduce: `perf-harness compare ${commit} . work`,
    });
    expect(project.snapshots()).toEqual([]);
  });

  it('names a command that shows the same regression, and only reports it with --report-only', async () => {
    const project = createPullRequest(scriptedScenario(REGRESSION_LIMIT), SLOWER);
    const told = await runGate(project, ['--report-only', '--confidence', '90%']);
    expect(told.code).toBe(0);
    expect(told.document).toMatchObject({ verdict: 'fail', exit_code: 0 });
    const [program, ...argv] = told.document.checks[0]?.reproduce.split(' ') ?? [];
    expect(program).toBe('perf-harness');
    // The rules are repeated, since other rules might lead to another verdict.
    expect(argv.join(' ')).toContain('--confidence 90%');
    const again = await project.command(argv);
    expect(again.out).toContain('wall_time regressed');
    expect(again.code).toBe(1);
  });

  it('refuses a limit below the noise, and says what it would need', async () => {
    const project = createPullRequest(
      scriptedScenario(`regression: { wall_time: '0.0001 %' },`),
      SAME,
    );
    // Fewer pairs than a gate may take, to keep the test short.
    const { code, text, document } = await runGate(project, []);
    expect({ code, text }).toMatchObject({ code: 8 });
    expect(text).toMatch(
      /wall_time limit refused: a limit of ± < 0.01 % is tighter than the ± .* that \d+ pairs can detect/,
    );
    expect(document.checks[0]).toMatchObject({ outcome: 'refused', refusal: { source: 'run' } });
  });

  it('reports a suite in groups: a line for each failure and improvement, and a count of the others', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `case ${index}`);
    const suite = `import { work } from '../src/work.js';
export default ${JSON.stringify(names)}.map((name) => ({
  name, run: () => work(), regression: { wall_time: '30 %' },
}));
`;
    const head = {
      '*': { wall_time: 10 },
      'case 3': { wall_time: 30 },
      'case 8': { wall_time: 4 },
    };
    const project = createPullRequest(suite, costsFile(head));
    const { code, out } = await runGate(project, ['--no-explain']);
    expect({ code, out }).toMatchObject({ code: 1 });
    const [, ...blocks] = out.split('\n\n');
    expect(blocks.slice(0, 3)).toEqual([
      expect.stringMatching(
        /^✗ 1 failed \(wall_time\)\n {2}Scenario .*\n {2}case 3 +×3\.0.* \S+ ms to \S+ ms$/u,
      ),
      expect.stringMatching(/^✓ 1 improved \(wall_time\)\n {2}Scenario .*\n {2}case 8 +-60/u),
      '= 12 unchanged within ± 30 %',
    ]);
    expect(out).toMatch(
      /\n\nNext, to reproduce the result on your machine:\n {2}perf-harness compare .*'case 3'\n$/u,
    );
  });

  it('warns of inconclusive checks, and counts them as failures when requested', async () => {
    const project = createPullRequest(scriptedScenario(''), SAME);
    // Pairs favour the two sides alternately.
    const executors = createCostExecutors((_scenario, { side, pair }) => ({
      wall_time: side === 'b' && pair % 2 === 0 ? 20 : 10 + 5 * (pair % 2),
    }));
    const gated = (...more: readonly string[]) =>
      runGate(project, ['--budget-seconds', '0.5', ...more], { executors });
    const open = await gated();
    expect({ code: open.code, text: open.text }).toMatchObject({ code: 0 });
    expect(open.text).toMatch(/\? INCONCLUSIVE .*Inconclusive checks only warn/);
    const counted = await gated('--on-inconclusive', 'fail');
    expect(counted.code).toBe(3);
    const passed = await gated('--on-inconclusive', 'pass');
    expect(passed).toMatchObject({ code: 0, document: { verdict: 'inconclusive' } });
    expect(passed.text).toMatch(
      /\? INCONCLUSIVE .*Inconclusive checks pass the gate \(--on-inconclusive pass\)/,
    );
  });

  it('treats a scenario that the base lacks as new, and judges its budgets', async () => {
    const added = scriptedScenario(`budgets: { wall_time: '< 10 s' },`, 'added');
    const project = createPullRequest(
      scriptedScenario(REGRESSION_LIMIT),
      { ...costsFile({ '*': { wall_time: 10 } }), 'scenarios/added.ts': added },
      costsFile({ work: { wall_time: 10 }, added: 'there is no src/added.js' }),
    );
    const { code, text, document } = await runGate(project, ['added']);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('+ added: wall_time new: the base does not contain this scenario');
    expect(text).toContain('wall_time < 10 s met');
    expect(document.runs.map(({ scenario }) => scenario)).toEqual(['added']);
  });
});

describe('a scenario whose file has moved', () => {
  /** Creates a project whose head has renamed the scenario file and has other costs. */
  function moved(
    head: Readonly<Record<string, string>>,
    base: Readonly<Record<string, string>> = {},
  ): LiveProject {
    const project = createScriptedProject({
      'scenarios/work.ts': scriptedScenario(REGRESSION_LIMIT),
      ...base,
    });
    project.git('checkout', '--quiet', '-b', 'change');
    project.git('mv', 'scenarios/work.ts', 'scenarios/renamed.ts');
    project.commit('move', head);
    return project;
  }

  it('is still compared, and fails when it became slower: nothing is new, and nothing is gone', async () => {
    const { code, text, document } = await runGate(moved(SLOWER));
    expect({ code, text }).toMatchObject({ code: 1 });
    expect(document.checks).toMatchObject([{ outcome: 'fail' }]);
    expect(document.findings).toEqual([]);
  });

  it('is not treated as new when the base cannot run it from there', async () => {
    const base = costsFile({ work: 'there is no src/task.js' });
    const { code, text, document } = await runGate(moved(SLOWER, base));
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(text).not.toContain('does not contain this scenario');
    expect(document.comparison?.comparisons[0]?.reason).toContain('src/task.js');
  });
});

describe('gate over a change that removes a scenario', () => {
  const project = createPullRequest(
    scriptedScenario(REGRESSION_LIMIT),
    { 'scenarios/sizes.ts': scriptedScenario('params: { size: [2] },', 'sizes') },
    {
      'scenarios/more.ts': scriptedScenario('', 'more'),
      'scenarios/sizes.ts': scriptedScenario('params: { size: [1, 2] },', 'sizes'),
    },
  );
  project.git('rm', '--quiet', 'scenarios/more.ts');
  project.commit('fewer');

  it('names the removed scenarios unless others are named, as compare does', async () => {
    const { code, text, document } = await runGate(project);
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain(
      'Scenarios that exist only in the base are not compared: "more", "sizes {size=1}".',
    );
    expect(document.findings).toMatchObject([{ id: 'only-in-base', level: 'warning' }]);
    expect((await runGate(project, ['work'])).document.findings).toEqual([]);
    const { out } = await project.command(['compare', 'main', '--reporter', 'json']);
    expect(JSON.parse(out).findings).toContainEqual(
      expect.objectContaining({ id: 'only-in-base' }),
    );
  });

  it('misses none when the base lacks the given configuration', async () => {
    writeFiles(project.root, {
      'ci.mjs': `export default { scenarios: ['scenarios/sizes.ts'] };\n`,
    });
    project.git('add', 'ci.mjs');
    const { document } = await runGate(project, ['--config', 'ci.mjs']);
    const [finding] = document.findings;
    // The base has no such file, only the usual one, so nothing can be concluded.
    expect(finding?.message ?? '').not.toContain('"work"');
  });
});

describe('gate over sides that cannot be measured', () => {
  it.each([
    ['a new scenario', ['added'], { work: { wall_time: 10 }, added: 'not yet' }, 'not yet'],
    ['the head', [], { '*': 'not yet' }, /✗ work: could not be measured: .*not yet/],
  ] as const)('ends with 4 when %s fails, and says why', async (_, args, costs, why) => {
    const project = createPullRequest(scriptedScenario(REGRESSION_LIMIT), {
      ...costsFile(costs),
      'scenarios/added.ts': scriptedScenario('', 'added'),
    });
    const { code, text } = await runGate(project, args);
    expect({ code, text }).toMatchObject({ code: 4 });
    expect(text).toMatch(why);
  });

  it('reports that the base fails, and never that the head is worse', async () => {
    const project = createPullRequest(
      scriptedScenario(REGRESSION_LIMIT),
      SLOWER,
      costsFile({ work: 'half done' }),
    );
    const { code, text } = await runGate(project);
    expect({ code, text }).toMatchObject({ code: 6 });
    expect(text).toMatch(/! INCOMPARABLE .*wall_time incomparable: .*half done/);
    expect(text).not.toContain('regressed');
  });
});

describe('gate without a base', () => {
  const alone = (more: string) =>
    createScriptedProject({ 'scenarios/work.ts': scriptedScenario(more) });
  const BUDGET = `budgets: { wall_time: '< 10 s' },`;

  it('judges only budgets on the first commit, and says so', async () => {
    const { code, text, document } = await runGate(alone(BUDGET));
    expect({ code, text }).toMatchObject({ code: 0 });
    expect(text).toContain('There is no commit to compare with');
    expect(document).toMatchObject({ base: null, comparison: null });
    const missed = await runGate(alone(`budgets: { wall_time: '< 1 ns' },`));
    expect(missed.code).toBe(1);
    expect(missed.text).toMatch(/wall_time < 1 ns missed: .* times the limit/);
  });

  it('LEAD-08: fails when a base is required, and when there is no budget and nothing else to judge', async () => {
    const required = await runGate(alone(BUDGET), ['--require-baseline']);
    expect(required.code).toBe(6);
    expect(required.err).toContain('A base is required, but there is none');
    const nothing = await runGate(alone(''));
    expect(nothing.code).toBe(6);
    expect(nothing.err).toContain('nothing to judge');
  });
});

describe('gate against a stored baseline', () => {
  // Six trials give a 95 % interval; three give no information about a change.
  const six = (more: string) => scriptedScenario(more).replace('trials: 3', 'trials: 6');
  const BUDGET = six(`budgets: { wall_time: '< 10 s' },`);

  async function withBaseline(
    scenario = BUDGET,
    base: Readonly<Record<string, string>> = {},
  ): Promise<LiveProject> {
    const project = createScriptedProject({ 'scenarios/work.ts': scenario, ...base });
    expect((await project.command(['run'])).code).toBe(0);
    expect((await project.command(['baseline', 'save', 'main'])).code).toBe(0);
    return project;
  }

  it('measures only the head and fails what is far slower', async () => {
    const project = await withBaseline();
    writeFiles(project.root, wallTimeFile(80));
    const { code, text, document } = await runGate(project, ['--baseline', 'main']);
    expect({ code, text }).toMatchObject({ code: 1 });
    expect(text).toMatch(/wall_time regressed since the baseline: ×/);
    expect(document).toMatchObject({ base: null, comparison: null });
  });

  it('does not compare times with a baseline of another machine', async () => {
    const project = await withBaseline();
    const path = '.perf-harness/baselines/main.json';
    const text = readFileSync(join(project.root, path), 'utf8');
    const { id } = JSON.parse(text).runs[0].environment.machine;
    writeFiles(project.root, {
      [path]: text.replaceAll(id, '0123456789abcdef'),
      ...wallTimeFile(80),
    });
    const open = await runGate(project, ['--baseline', 'main']);
    expect({ code: open.code, text: open.text }).toMatchObject({ code: 0 });
    expect(open.text).toContain('different machines');
    expect(open.text).not.toContain('regressed');
    expect((await runGate(project, ['--baseline', 'main', '--require-baseline'])).code).toBe(6);
  });

  it('judges by the margin of the command line, which the reproducing command repeats', async () => {
    const rooms = (allocated: number) => costsFile({ work: { wall_time: 10, allocated } });
    const project = await withBaseline(
      six(`regression: { wall_time: '90 %', allocated: '1 %' },`),
      rooms(1_000),
    );
    writeFiles(project.root, rooms(1_200));
    const asked = ['--baseline', 'main', '--confidence', '90%'];
    const without = await runGate(project, asked);
    expect({ code: without.code, text: without.text }).toMatchObject({ code: 1 });
    expect(without.text).toMatch(/allocated regressed since the baseline: \+\d.*margin ± 1 %/);
    const wide = await runGate(project, [...asked, '--margin', '90%']);
    expect({ code: wide.code, text: wide.text }).toMatchObject({ code: 0 });
    expect(wide.document.baseline?.comparisons.map(({ margin }) => margin)).not.toContain(0.01);
    expect(wide.document.checks.map(({ reproduce }) => reproduce)).toContain(
      'perf-harness gate --baseline main --margin 90% --confidence 90% work',
    );
  });

  it('warns of a missing baseline, and refuses to continue when it is required', async () => {
    const project = createScriptedProject({ 'scenarios/work.ts': BUDGET });
    const open = await runGate(project, ['--baseline', 'main']);
    expect(open.code).toBe(0);
    expect(open.text).toContain('There is no baseline "main"');
    const required = await runGate(project, ['--baseline', 'main', '--require-baseline']);
    expect(required.code).toBe(6);
    expect(required.err).toContain('There is no baseline "main"');
  });

  it('does not pass a scenario that the baseline lacks when a baseline is required', async () => {
    const project = await withBaseline();
    const limits = `budgets: { wall_time: '< 10 s' }, ${REGRESSION_LIMIT}`;
    project.commit('other', { 'scenarios/other.ts': scriptedScenario(limits, 'other') });
    const asked = ['other', '--baseline', 'main'];
    const required = await runGate(project, [...asked, '--require-baseline']);
    expect(required).toMatchObject({ code: 6 });
    expect(required.text).toContain(
      '! other: wall_time incomparable: the baseline does not contain this scenario',
    );
    const open = await runGate(project, asked);
    expect(open).toMatchObject({ code: 0 });
    expect(open.text).toMatch(
      /INCONCLUSIVE .*\? other: wall_time inconclusive: the baseline does not contain this scenario/,
    );
  });
});

describe('arguments that gate refuses', () => {
  const project = createScriptedProject({ 'scenarios/work.ts': scriptedScenario('') });

  it.for([
    [['--budget-seconds', 'soon'], '--budget-seconds takes a number of seconds'],
    [['--budget-seconds', '0'], '--budget-seconds takes a number of seconds'],
    [['--confidence', '120'], '--confidence takes a percentage from 50 to 99.9'],
    [['--margin', '-1%'], '--margin takes a percentage'],
    [['--on-inconclusive', 'hope'], 'warn, fail, pass'],
    [['--base', 'nowhere'], '"nowhere" is not a commit', 6],
    [['--base=--exec=x'], '"--exec=x" is not a commit name: it begins with "-"', 6],
  ] as const)('%s', async ([args, says, expected = 2]) => {
    const { code, err } = await runGate(project, args);
    expect({ code, err }).toMatchObject({ code: expected });
    expect(err).toContain(says);
  });
});
