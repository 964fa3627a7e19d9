/**
 * Two sides measured against each other: repositories and snapshots are real, and the units are
 * real where the test is about what they do.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { waitUntil } from '../support/detect-command-leftovers.ts';
import { findPortFreeAcrossRestarts } from '../support/find-port-free-across-restarts.ts';
import { createLiveProject, WORK_SCENARIO } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createCostExecutors,
  createHangingExecutors,
  createScriptedProject,
  readScenarioCost,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { unwrapTerminalOutput } from '../support/unwrap-terminal-output.ts';

const JSON_REPORT = ['--reporter', 'json'];
/** A warm-up and one pair, for tests of real units that need no verdict. */
const ONE_PAIR = ['--time', '1ms', ...JSON_REPORT];

function comparisonOf(out: string): ComparisonReport {
  return JSON.parse(out) as ComparisonReport;
}

function wallTimeOf(report: ComparisonReport) {
  const found = report.comparisons.find(({ metric }) => metric === 'wall_time');
  if (found === undefined) throw new Error('no wall_time');
  return found;
}

describe('perf-harness compare <ref>', () => {
  it('finds a command of the working tree slower than on main, confirms it, and ends with 1', async () => {
    const project = createLiveProject({ 'work.sh': 'true' });
    writeFiles(project.root, { 'work.sh': 'sleep 0.05' });
    const args = ['compare', 'main', ...JSON_REPORT, '--', 'sh', 'work.sh'];
    const { code, out } = await project.perf(args);
    expect(code).toBe(1);
    const report = comparisonOf(out);
    expect(wallTimeOf(report)).toMatchObject({
      verdict: 'regressed',
      direction: 'worse',
      confirmed: true,
      gated: true,
    });
    expect(wallTimeOf(report).ratio).toBeGreaterThan(1.5);
    expect(report).toMatchObject({
      base: { label: 'main', source: 'ref', commit: project.git('rev-parse', 'HEAD') },
      head: { source: 'tree' },
      reproduce: 'perf-harness compare main .',
      verdict: 'fail',
    });
    const shown = await project.command(['compare', '--replay', 'latest']);
    expect(shown.out).toContain('perf-harness compare main . -- sh work.sh');
    expect(project.snapshots()).toEqual([]);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(project.git('branch', '--list').split('\n')).toHaveLength(1);
  });

  it('starts both commands of a pair right after each other, in an order chosen by a coin', async () => {
    const starts: string[] = [];
    const executors = createCostExecutors((scenario, { side }) => {
      starts.push(side);
      return readScenarioCost(scenario);
    });
    // Drawn anew, the coins of so few pairs would now and then be all the same.
    const args = ['compare', 'main', '--margin', '0', '--max-pairs', '10', '--seed', '1'];
    const command = ['--', 'node', 'main.js'];
    const project = createScriptedProject();
    const { out } = await project.command([...args, ...JSON_REPORT, ...command], { executors });
    const pairs = starts.join('').match(/../g) ?? [];
    expect(new Set(pairs)).toEqual(new Set(['ab', 'ba']));
    const [base] = comparisonOf(out).runs;
    expect(pairs).toEqual(base?.trials.map(({ slot }) => (slot === 0 ? 'ab' : 'ba')));
  });

  it.each([['one of the two folders is twice as slow', /\/1\/[^/]+$/u]])(
    'does not report a difference of the code: %s',
    async (_, slowFolder) => {
      const measured = new Set<number>();
      const executors = createCostExecutors(({ cwd }) => {
        const ms = slowFolder.test(cwd) ? 20 : 10;
        measured.add(ms);
        return { wall_time: ms };
      });
      const args = ['compare', 'main', '--max-pairs', '22', '--seed', '1', ...JSON_REPORT];
      const { code, out } = await createScriptedProject().command(args, { executors });
      const report = comparisonOf(out);
      expect({ code, ...wallTimeOf(report) }).toMatchObject({ code: 0, confirmed: false });
      // Both amounts of work were measured, and a fair coin put each on both sides.
      expect(measured.size).toBe(2);
      expect(new Set(report.runs[0]?.trials.map(({ slot }) => slot)).size).toBe(2);
    },
  );

  it('reports unchanged for the same code, and judges the saved record the same again', async () => {
    const project = createScriptedProject();
    const first = await project.command(['compare', 'main', ...JSON_REPORT]);
    expect(first.code).toBe(0);
    const report = comparisonOf(first.out);
    expect(wallTimeOf(report).verdict).toBe('unchanged');
    const again = await project.command(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(again.err).toContain(
      `all ${report.comparisons.length} comparisons match the saved results`,
    );
    expect(comparisonOf(again.out)).toEqual(report);
  });

  it('measures only the named scenarios, and decides only by the requested metric', async () => {
    const asked = ['--metric', 'cpu_time', '--margin', '60%', '--confidence', '90%'];
    const limited = ['compare', 'main', 'work', '--time', '1ms', ...asked];
    const project = createScriptedProject({
      ...costsFile({ '*': { wall_time: 10, cpu_time: 10 } }),
      'scenarios/other.ts': WORK_SCENARIO.replace("name: 'work'", "name: 'other'"),
    });
    const { out } = await project.command([...limited, ...JSON_REPORT]);
    const report = comparisonOf(out);
    expect(new Set(report.runs.map(({ scenario }) => scenario))).toEqual(new Set(['work']));
    const gated = report.comparisons.filter((comparison) => comparison.gated);
    expect(gated).toMatchObject([{ metric: 'cpu_time', base: expect.any(Number) }]);
    expect(report.rules).toMatchObject({ confidence: 0.9, confirm_alpha: 0.08 });
    expect(report.reproduce).toBe(`perf-harness compare --time 1ms main . ${asked.join(' ')}`);
  });

  it('compares two commits, whatever the working tree holds, and finds the better commit', async () => {
    const project = createScriptedProject(wallTimeFile(30));
    project.git('tag', 'slow');
    project.commit('faster', wallTimeFile(10));
    project.git('tag', 'fast');
    writeFiles(project.root, { 'costs.json': 'not this one' });
    const { code, out } = await project.command(['compare', 'slow', 'fast', ...JSON_REPORT]);
    expect(code).toBe(0);
    expect(wallTimeOf(comparisonOf(out))).toMatchObject({ verdict: 'improved', confirmed: true });
  });

  it('compares another checkout with the working tree, and finds the checkout better', async () => {
    const project = createScriptedProject();
    const other = join(mkdtempSync(join(tmpdir(), 'perf-harness-checkout-')), 'other');
    cpSync(project.root, other, { recursive: true });
    writeFiles(project.root, wallTimeFile(50));
    const before = project.git('status', '--porcelain');
    const { code, out } = await project.command(['compare', other, ...JSON_REPORT]);
    const report = comparisonOf(out);
    expect({ code, verdict: wallTimeOf(report).verdict }).toEqual({
      code: 1,
      verdict: 'regressed',
    });
    expect(wallTimeOf(report).ratio).toBeGreaterThan(2);
    expect(report.base).toMatchObject({ source: 'folder', commit: null });
    const back = await project.command(['compare', '.', other, ...JSON_REPORT]);
    expect(wallTimeOf(comparisonOf(back.out)).verdict).toBe('improved');
    expect(project.git('status', '--porcelain')).toBe(before);
    expect(project.snapshots()).toEqual([]);
  });

  it('measures what lies next to a project in its repository as each side has it', async () => {
    const scenario = `import { defineScenario } from 'perf-harness';
import { fileURLToPath } from 'node:url';
const cwd = fileURLToPath(new URL('../../beside', import.meta.url));
export default defineScenario({ name: 'beside', command: ['sh', 'work.sh'], cwd });
`;
    const beside = (ms: number) => ({
      'packages/beside/costs.json': wallTimeFile(ms)['costs.json'] ?? '',
    });
    const project = createScriptedProject({
      'packages/one/package.json': '{"type":"module"}',
      'packages/one/scenarios/work.ts': scenario,
      ...beside(10),
    });
    project.git('tag', 'quick');
    project.commit('slower', beside(200));
    const cwd = join(project.root, 'packages/one');
    for (const sides of [['quick'], ['quick', 'HEAD']]) {
      const { out } = await project.command(['compare', ...sides, ...JSON_REPORT], { cwd });
      expect(wallTimeOf(comparisonOf(out))).toMatchObject({ verdict: 'regressed' });
    }
  });

  it('measures two values of a variable with --set', async () => {
    const executors = createCostExecutors(({ env }) => ({ wall_time: Number(env.ROUNDS) }));
    const args = ['compare', '--set', 'ROUNDS=2000..8000', 'work', ...JSON_REPORT];
    const { code, out } = await createScriptedProject().command(args, { executors });
    expect(code).toBe(1);
    expect(comparisonOf(out)).toMatchObject({
      base: { label: 'ROUNDS=2000', source: 'variable' },
      head: { label: 'ROUNDS=8000', source: 'variable' },
      reproduce: 'perf-harness compare --set ROUNDS=2000..8000',
    });
  });
});

describe('arguments that perf-harness compare refuses', () => {
  const project = createScriptedProject();

  it.each([
    ['--set', 'ROUNDS', 'two dots'],
    ['--node', '24', 'two dots'],
    ['--dep', 'zod', 'two dots'],
    ['--margin', 'wide', '--margin takes'],
    ['--max-pairs', '2', '--max-pairs takes'],
    ['--max-pairs', '401', 'from 8 to 400'],
    ['--time', 'soon', '--time takes'],
    ['--confidence', '120', '--confidence takes a percentage'],
    ['--metric', 'cpu_tme', 'Did you mean "cpu_time"?'],
    ['--metric', 'lcp', 'is not a metric of function scenarios'],
    ['--set', 'PATH=../a/bin..../b/bin', 'contains ".." more than once'],
    ['--replay', 'nothing', 'no comparison "nothing"'],
  ])('%s %s', async (option, value, says) => {
    const names = ['--confidence', '--margin', '--max-pairs', '--time', '--metric'].includes(option)
      ? ['main']
      : [];
    const { code, err } = await project.command(['compare', ...names, option, value]);
    expect(unwrapTerminalOutput(err)).toContain(says);
    expect(err).not.toContain('bug in perf-harness');
    expect([2, 5, 6]).toContain(code);
    expect(project.snapshots()).toEqual([]);
  });

  it.each([
    [['--replay', 'latest', '--margin', '5%'], '--margin'],
    [['--replay', 'latest', '--seed', '3'], '--seed'],
    [['--replay', 'latest', '--set', 'A=1..2'], '--set'],
    [['main', '--replay', 'latest'], '"main"'],
    [['record:one', 'record:two', '--margin', '5%'], '--margin'],
    [['record:one', '--max-pairs', '20'], '--max-pairs'],
    [['record:one', '--metric', 'cpu_time'], '--metric'],
    [['record:one', '--confidence', '99%'], '--confidence'],
    [['record:one', '--', 'node', 'main.js'], '--'],
  ])('%s, in which an option would have no effect', async (args, word) => {
    const { code, err } = await project.command(['compare', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(`Omit ${word}, or `);
  });
});

describe('perf-harness compare with sides that cannot be compared', () => {
  it('names what exists when a base does not exist', async () => {
    const project = createScriptedProject();
    for (const further of [[], ['--margin', '5%'], ['--', 'node', 'main.js']]) {
      const { code, err } = await project.command(['compare', 'mian', ...further]);
      expect(code).toBe(6);
      expect(unwrapTerminalOutput(err)).toContain('"mian" is not a commit of the repository');
      expect(unwrapTerminalOutput(err)).toContain('Did you mean "main"?');
    }
  });

  it('is incomparable when a side loads a file from outside its folder', async () => {
    const project = createLiveProject();
    const elsewhere = createLiveProject();
    writeFiles(project.root, {
      'src/work.js': `export { work } from ${JSON.stringify(join(elsewhere.root, 'src/work.js'))};\n`,
    });
    const { code, out } = await project.command(['compare', 'main', ...ONE_PAIR], {
      isLight: true,
    });
    expect(code).toBe(6);
    expect(wallTimeOf(comparisonOf(out)).reason).toContain(join(elsewhere.root, 'src/work.js'));
  });
});

describe('perf-harness compare with units that could meet', () => {
  it('measures units one after the other when they could share a server unknowingly', async () => {
    const port = await findPortFreeAcrossRestarts();
    // The second unit's server cannot listen while the first one has the port, which nothing checks.
    const project = createLiveProject({
      side: 'base',
      'scenarios/work.ts': `import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { defineScenario } from 'perf-harness';
const ask = () => new Promise((resolve, reject) =>
  get('http://127.0.0.1:${port}', { agent: false }, (answer) => resolve(text(answer))).on('error', reject));
const server = createServer((_, response) => response.end(readFileSync('side')));
export default defineScenario({
  name: 'work', duration: '5 ms', warmup: '1 ms',
  run: async () => appendFileSync(process.env.ASKED, readFileSync('side') + ' asks ' + await ask() + '\\n'),
  setup: () => new Promise((resolve) => server.once('error', resolve).listen(${port}, '127.0.0.1', resolve)),
  teardown: () => server.close(),
});
`,
    });
    writeFiles(project.root, { side: 'head' });
    const ASKED = join(project.cache, 'asked');
    const { out } = await project.command(['compare', 'main', ...ONE_PAIR], {
      env: { ASKED },
      isLight: true,
    });
    expect(comparisonOf(out).plan).toBe('back-to-back');
    const asked = readFileSync(ASKED, 'utf8').split('\n');
    for (const side of ['base', 'head']) {
      expect(asked.findLast((line) => line.startsWith(side))).toBe(`${side} asks ${side}`);
    }
  });
});

describe('perf-harness compare with units that hang', () => {
  it('blames the side that hangs, not the side that waits for it', async () => {
    const project = createScriptedProject({
      'scenarios/work.ts': WORK_SCENARIO.replace('run: work', "timeout: '250 ms', run: work"),
    });
    const executors = createHangingExecutors(({ side }) => side === 'b');
    const { code, out } = await project.command(['compare', 'main', ...JSON_REPORT], { executors });
    expect(code).toBe(4);
    const [base, head] = comparisonOf(out).runs;
    expect(head?.state).toBe('failed');
    expect(base?.trials.map(({ state }) => state)).not.toContain('failed');
  });
});

describe('a killed perf-harness compare', () => {
  it('has saved its measurements; the next comparison removes the rest; the repository is unchanged', async () => {
    const project = createLiveProject({ 'work.sh': 'true' });
    const before = project.git('for-each-ref') + project.git('status', '--porcelain');
    const running = project.start(['compare', 'main', '--margin', '0', '--', 'sh', 'work.sh']);
    const folder = join(project.root, '.perf-harness', 'comparisons');
    // Names with a leading dot are files still being written.
    const names = (): readonly string[] =>
      existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
    await waitUntil(() => names().length === 1);
    running.child.kill('SIGKILL');
    await running.result;
    expect(project.snapshots()).toHaveLength(1);
    const [name = ''] = names();
    const saved = comparisonOf(readFileSync(join(folder, name), 'utf8'));
    expect(saved.runs[0]?.trials.length).toBeGreaterThan(3);
    const replayed = await project.command(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(comparisonOf(replayed.out).comparisons).toEqual(saved.comparisons);

    const executors = createCostExecutors(() => ({ wall_time: 10 }));
    const next = await project.command(['compare', 'main', ...JSON_REPORT], { executors });
    expect(next.code, next.err).toBe(0);
    expect(project.snapshots()).toEqual([]);
    expect(project.git('for-each-ref') + project.git('status', '--porcelain')).toBe(before);
    expect(existsSync(join(project.root, '.git', 'worktrees'))).toBe(false);
  });
});
