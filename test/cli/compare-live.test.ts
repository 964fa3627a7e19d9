/** Two sides measured against each other, as users do it: real repositories, real processes. */
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { liveProject, WORK_SCENARIO, workModule } from '../support/live-project.ts';
import { startCli, writeFiles } from '../support/run-cli.ts';
import { unwrapped } from '../support/unwrapped.ts';

const JSON_REPORT = ['--reporter', 'json'];

function comparisonOf(out: string): ComparisonReport {
  return JSON.parse(out) as ComparisonReport;
}

function wallTime(report: ComparisonReport) {
  const found = report.comparisons.find(({ metric }) => metric === 'wall_time');
  if (found === undefined) throw new Error('no wall_time');
  return found;
}

describe('perf-harness compare <ref>', () => {
  it('finds what is not committed slower than main, confirms it, and ends with 1', async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': workModule(6_000) });
    const { code, out } = await project.perf(['compare', 'main', ...JSON_REPORT]);
    expect(code).toBe(1);
    const report = comparisonOf(out);
    expect(wallTime(report)).toMatchObject({
      verdict: 'regressed',
      direction: 'worse',
      confirmed: true,
      gated: true,
    });
    expect(wallTime(report).ratio).toBeGreaterThan(1.5);
    expect(report).toMatchObject({
      base: { label: 'main', source: 'ref', commit: project.git('rev-parse', 'HEAD') },
      head: { source: 'tree' },
      reproduce: 'perf-harness compare main .',
      verdict: 'fail',
    });
    expect(project.snapshots()).toEqual([]);
    expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(project.git('branch', '--list').split('\n')).toHaveLength(1);
  });

  it('gives the two units of a pair one coin and one pair of seeds', async () => {
    const project = liveProject();
    const { out } = await project.perf(['compare', 'main', '--margin', '80%', ...JSON_REPORT]);
    const [base, head] = comparisonOf(out).runs;
    expect([base?.side, head?.side]).toEqual(['a', 'b']);
    for (const trial of base?.trials ?? []) {
      const other = head?.trials.find(({ pair }) => pair === trial.pair);
      expect(other).toMatchObject({ seed: trial.seed, slot: 1 - trial.slot, stage: trial.stage });
    }
    expect(new Set(base?.trials.map(({ slot }) => slot)).size).toBe(2);
  });

  it('says unchanged of the same code, and judges the saved record the same again', async () => {
    const project = liveProject();
    const first = await project.perf(['compare', 'main', '--margin', '60%', ...JSON_REPORT]);
    expect(first.code).toBe(0);
    const report = comparisonOf(first.out);
    expect(wallTime(report).verdict).toBe('unchanged');
    const again = await project.perf(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(again.err).toContain(`all ${report.comparisons.length} comparisons as saved`);
    expect(comparisonOf(again.out)).toEqual(report);
    expect(report.id).not.toBeNull();
    const file = join(project.root, '.perf-harness', 'comparisons', `${report.id}.json`);
    const byFile = await project.perf(['compare', '--replay', file, ...JSON_REPORT]);
    expect(comparisonOf(byFile.out)).toEqual(report);
  });

  it('decides by the metric that is asked for alone, and measures it for that', async () => {
    const project = liveProject();
    const asked = ['--metric', 'cpu_time', '--margin', '60%', '--confidence', '90%'];
    const { code, out } = await project.perf(['compare', 'main', ...asked, ...JSON_REPORT]);
    expect(code).toBe(0);
    const report = comparisonOf(out);
    const gated = report.comparisons.filter((one) => one.gated);
    expect(gated).toMatchObject([{ metric: 'cpu_time', verdict: 'unchanged' }]);
    expect(report.rules).toMatchObject({ confidence: 0.9, confirm_alpha: 0.08 });
    expect(report.reproduce).toBe(`perf-harness compare main . ${asked.join(' ')}`);
  });

  it('compares two commits, whatever the working tree holds, and finds the better one', async () => {
    const project = liveProject({ 'src/work.js': workModule(6_000) });
    project.git('tag', 'slow');
    project.commit('faster', { 'src/work.js': workModule(2_000) });
    project.git('tag', 'fast');
    writeFiles(project.root, { 'src/work.js': 'throw new Error("not this one");' });
    const { code, out } = await project.perf(['compare', 'slow', 'fast', ...JSON_REPORT]);
    expect(code).toBe(0);
    expect(wallTime(comparisonOf(out))).toMatchObject({ verdict: 'improved', confirmed: true });
  });

  it('compares another checkout with the working tree, and takes it for the better one', async () => {
    const project = liveProject();
    const other = join(mkdtempSync(join(tmpdir(), 'perf-harness-checkout-')), 'other');
    cpSync(project.root, other, { recursive: true });
    writeFiles(project.root, { 'src/work.js': workModule(10_000) });
    const before = project.git('status', '--porcelain');
    const { code, out } = await project.perf(['compare', other, ...JSON_REPORT]);
    const report = comparisonOf(out);
    expect({ code, verdict: wallTime(report).verdict }).toEqual({ code: 1, verdict: 'regressed' });
    expect(wallTime(report).ratio).toBeGreaterThan(2);
    expect(report.base).toMatchObject({ source: 'folder', commit: null });
    const back = await project.perf(['compare', '.', other, ...JSON_REPORT]);
    expect(wallTime(comparisonOf(back.out)).verdict).toBe('improved');
    expect(project.git('status', '--porcelain')).toBe(before);
    expect(project.snapshots()).toEqual([]);
    rmSync(dirname(other), { recursive: true });
  });

  it('measures the named scenarios only', async () => {
    const project = liveProject({
      'scenarios/other.ts': WORK_SCENARIO.replace("name: 'work'", "name: 'other'"),
    });
    const { out } = await project.perf([
      'compare',
      'main',
      'other',
      '--margin',
      '80%',
      ...JSON_REPORT,
    ]);
    expect(new Set(comparisonOf(out).runs.map(({ scenario }) => scenario))).toEqual(
      new Set(['other']),
    );
  });

  it('compares commands, each in its own side', async () => {
    const project = liveProject({ 'main.js': `import { work } from './src/work.js';\nwork();\n` });
    writeFiles(project.root, { 'src/work.js': workModule(30_000_000) });
    const { code, out } = await project.perf([
      'compare',
      'main',
      ...JSON_REPORT,
      '--',
      'node',
      'main.js',
    ]);
    expect(code).toBe(1);
    expect(wallTime(comparisonOf(out))).toMatchObject({ verdict: 'regressed' });
    const shown = await project.perf(['compare', '--replay', 'latest']);
    expect(shown.out).toContain('perf-harness compare main . -- node main.js');
  });

  it('starts the two commands of a pair right after each other, and lets a coin say which is first', async () => {
    const project = liveProject({
      'main.js': `import { appendFileSync } from 'node:fs';
import { side } from './side.js';
appendFileSync(process.env.STARTS_FILE, side);
`,
      'side.js': `export const side = 'a';\n`,
    });
    writeFiles(project.root, { 'side.js': `export const side = 'b';\n` });
    const starts = join(project.cache, 'starts');
    const asked = ['compare', 'main', '--margin', '0', '--max-pairs', '10', '--seed', '1'];
    const { out } = await project.perf(
      [...asked, '--no-explain', ...JSON_REPORT, '--', 'node', 'main.js'],
      { STARTS_FILE: starts },
    );
    const pairs = readFileSync(starts, 'utf8').match(/../g) ?? [];
    expect(new Set(pairs)).toEqual(new Set(['ab', 'ba']));
    const [base] = comparisonOf(out).runs;
    expect(pairs).toEqual(base?.trials.map(({ slot }) => (slot === 0 ? 'ab' : 'ba')));
  });

  it('measures what lies beside a project in its repository as each side has it', async () => {
    const scenario = `import { defineScenario } from 'perf-harness';
import { fileURLToPath } from 'node:url';
const cwd = fileURLToPath(new URL('../../beside', import.meta.url));
export default defineScenario({ name: 'beside', command: ['sh', 'work.sh'], cwd });
`;
    const project = liveProject({
      'packages/one/package.json': '{"type":"module"}',
      'packages/one/scenarios/work.ts': scenario,
      'packages/beside/work.sh': 'true',
    });
    project.git('tag', 'quick');
    project.commit('slower', { 'packages/beside/work.sh': 'sleep 0.2' });
    const start = (sides: readonly string[]) =>
      startCli(['compare', ...sides, ...JSON_REPORT], {
        cwd: join(project.root, 'packages/one'),
        env: { PERF_HARNESS_CACHE: project.cache },
      }).result;
    const toTree = await start(['quick']);
    expect(wallTime(comparisonOf(toTree.out))).toMatchObject({ verdict: 'regressed' });
    const toCommit = await start(['quick', 'HEAD']);
    expect(wallTime(comparisonOf(toCommit.out))).toMatchObject({ verdict: 'regressed' });
  });
});

describe('perf-harness compare, sides that differ in one thing', () => {
  const BY_VARIABLE = `import { defineScenario } from 'perf-harness';
const rounds = Number(process.env.ROUNDS ?? 1);
export default defineScenario({
  name: 'work',
  duration: '20 ms',
  warmup: '10 ms',
  run: () => {
    let sum = 0;
    for (let index = 0; index < rounds; index += 1) sum += Math.sqrt(index) % 7;
    return sum;
  },
});
`;

  it('--set measures two values of a variable', async () => {
    const project = liveProject({ 'scenarios/work.ts': BY_VARIABLE });
    const args = ['compare', '--set', 'ROUNDS=2000..8000', 'work', ...JSON_REPORT];
    const { code, out } = await project.perf(args);
    expect(code).toBe(1);
    expect(comparisonOf(out)).toMatchObject({
      base: { label: 'ROUNDS=2000', source: 'variable' },
      head: { label: 'ROUNDS=8000', source: 'variable' },
      reproduce: 'perf-harness compare --set ROUNDS=2000..8000',
    });
  });

  it.each([
    ['--set', 'ROUNDS', 'two dots'],
    ['--node', '24', 'two dots'],
    ['--dep', 'zod', 'two dots'],
    ['--node', '99..98', 'could not be installed'],
    ['--margin', 'wide', '--margin takes'],
    ['--max-pairs', '2', '--max-pairs takes'],
    ['--max-pairs', '401', 'from 8 to 400'],
    ['--time', 'soon', '--time takes'],
    ['--confidence', '120', '--confidence takes a percentage'],
    ['--metric', 'cpu_tme', 'Did you mean "cpu_time"?'],
    ['--metric', 'lcp', 'is no metric of a function scenario'],
    ['--set', 'PATH=../a/bin..../b/bin', 'two dots more than once'],
    ['--replay', 'nothing', 'no comparison "nothing"'],
  ])('refuses %s %s', async (option, value, says) => {
    const project = liveProject();
    const names = ['--confidence', '--margin', '--max-pairs', '--time', '--metric'].includes(option)
      ? ['main']
      : [];
    const { code, err } = await project.perf(['compare', ...names, option, value]);
    expect(unwrapped(err)).toContain(says);
    expect(err).not.toContain('defect');
    expect([2, 5, 6]).toContain(code);
    expect(project.snapshots()).toEqual([]);
  });
});

describe('perf-harness compare, options that would have no part in it', () => {
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
  ])('refuses %s', async (args, word) => {
    const { code, err } = await liveProject().perf(['compare', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(`Leave ${word} out`);
  });
});

describe('perf-harness compare, sides that cannot be compared', () => {
  it('names what there is where a base does not exist', async () => {
    const project = liveProject();
    for (const further of [[], ['--margin', '5%'], ['--', 'node', 'main.js']]) {
      const { code, err } = await project.perf(['compare', 'mian', ...further]);
      expect(code).toBe(6);
      expect(unwrapped(err)).toContain('"mian" is no commit of the repository');
      expect(unwrapped(err)).toContain('Did you mean "main"?');
    }
  });

  it('says how to get the rest of a shallow clone', async () => {
    const project = liveProject();
    project.git('commit', '-q', '--allow-empty', '-m', 'newer');
    const clone = join(project.root, 'clone');
    project.git('clone', '-q', '--depth=1', `file://${project.root}`, clone);
    const { code, err } = await startCli(['compare', 'HEAD~1'], { cwd: clone }).result;
    expect(code).toBe(6);
    expect(unwrapped(err)).toContain('git fetch --unshallow');
    expect(unwrapped(err)).toContain('fetch-depth: 0');
  });

  it('is incomparable, and never regressed, where the base fails in every unit', async () => {
    const project = liveProject({
      'src/work.js': 'throw new Error("cannot be loaded");\nexport const work = null;\n',
    });
    writeFiles(project.root, { 'src/work.js': workModule(2_000) });
    const { code, out } = await project.perf(['compare', 'main', ...JSON_REPORT]);
    expect(code).toBe(4);
    const report = comparisonOf(out);
    expect(report.verdict).toBe('incomparable');
    expect(wallTime(report)).toMatchObject({ verdict: 'incomparable', ratio: null });
    expect(wallTime(report).reason).toMatch(/the base \(main\) failed.*cannot be loaded/);
  });

  it('is incomparable where the base is from before there was a package.json', async () => {
    const project = liveProject();
    project.git('rm', '--quiet', 'package.json');
    project.git('commit', '--quiet', '-m', 'none');
    project.git('tag', 'before');
    writeFiles(project.root, { 'package.json': '{"type":"module"}' });
    const { code, out } = await project.perf(['compare', 'before', ...JSON_REPORT]);
    expect(code).toBe(6);
    const report = comparisonOf(out);
    expect(report.verdict).toBe('incomparable');
    expect(report.findings).toContainEqual(
      expect.objectContaining({ id: 'manifest-missing', level: 'error' }),
    );
  });

  it('is incomparable where a side loads a file from outside of it', async () => {
    const project = liveProject();
    const elsewhere = liveProject();
    writeFiles(project.root, {
      'src/work.js': `export { work } from ${JSON.stringify(join(elsewhere.root, 'src/work.js'))};\n`,
    });
    const { code, out } = await project.perf(['compare', 'main', ...JSON_REPORT]);
    expect(code).toBe(6);
    expect(wallTime(comparisonOf(out)).reason).toContain(join(elsewhere.root, 'src/work.js'));
  });

  it.each([
    ['the second start of a pair is twice as slow', `starts % 2 === 0`],
    ['one of the two folders is twice as slow', `/\\/1\\/[^/]+\\/src\\//.test(import.meta.url)`],
  ])('takes the same code for no slower where %s', async (_, isSlow) => {
    const project = liveProject({
      'src/work.js': `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(process.env.COUNT_FILE, 'x');
const starts = readFileSync(process.env.COUNT_FILE, 'utf8').length;
const rounds = ${isSlow} ? 200_000 : 100_000;
appendFileSync(process.env.ROUNDS_FILE, \`\${rounds}\\n\`);
export function work() {
  let sum = 0;
  for (let index = 0; index < rounds; index += 1) sum += Math.sqrt(index) % 7;
  return sum;
}
`,
    });
    const rounds = join(project.cache, 'rounds');
    const asked = ['main', '--metric', 'wall_time', '--max-pairs', '22', '--seed', '1'];
    const { code, out } = await project.perf(['compare', ...asked, ...JSON_REPORT], {
      COUNT_FILE: join(project.cache, 'count'),
      ROUNDS_FILE: rounds,
    });
    const report = comparisonOf(out);
    expect({ code, ...wallTime(report) }).toMatchObject({ code: 0, confirmed: false });
    // Both amounts of work were measured, and a fair coin put each on both sides.
    expect(new Set(readFileSync(rounds, 'utf8').trim().split('\n')).size).toBe(2);
    expect(new Set(report.runs[0]?.trials.map(({ slot }) => slot)).size).toBe(2);
  });

  it('measures units one after the other that want the same port', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    const project = liveProject({
      'scenarios/work.ts': `import { once } from 'node:events';
import { createServer } from 'node:net';
import { defineScenario } from 'perf-harness';
import { work } from '../src/work.js';
export default defineScenario({
  name: 'work', duration: '50 ms', warmup: '10 ms', run: work,
  setup: async () => {
    const server = createServer().listen(${port}, '127.0.0.1');
    await once(server, 'listening');
    return server;
  },
  teardown: (server) => server.close(),
});
`,
    });
    const { code, out, err } = await project.perf([
      'compare',
      'main',
      '--margin',
      '60%',
      ...JSON_REPORT,
    ]);
    expect(code, err).toBe(0);
    const report = comparisonOf(out);
    expect(report).toMatchObject({ plan: 'back-to-back', verdict: 'pass' });
    // That it was tried otherwise first is nobody's failure.
    expect(report.runs.flatMap(({ trials }) => trials.map(({ state }) => state))).not.toContain(
      'failed',
    );
    expect(report.findings.map(({ id }) => id)).not.toContain('dropped-pairs');
  });

  it('measures units one after the other that could share a server without knowing', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    free.close();
    // The server of the second unit dies of the port that the first one has, and nobody looks.
    const project = liveProject({
      'server.mjs': `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const delayMs = Number(readFileSync(new URL('./delay', import.meta.url), 'utf8'));
createServer((_, response) => setTimeout(() => response.end(), delayMs)).listen(${port}, '127.0.0.1');
`,
      delay: '1',
      'scenarios/work.ts': `import { spawn } from 'node:child_process';
import { defineScenario } from 'perf-harness';
const ask = async () => { await (await fetch('http://127.0.0.1:${port}')).text(); };
export default defineScenario({
  name: 'work', duration: '50 ms', warmup: '10 ms', run: ask,
  setup: async () => {
    const server = spawn(process.execPath, ['server.mjs'], { stdio: 'ignore' });
    for (;;) {
      try { await ask(); return server; } catch { await new Promise((resolve) => setTimeout(resolve, 20)); }
    }
  },
  teardown: async (server) => {
    if (server.exitCode !== null) return;
    server.kill();
    await new Promise((resolve) => server.once('exit', resolve));
  },
});
`,
    });
    writeFiles(project.root, { delay: '4' });
    const { code, out, err } = await project.perf(['compare', 'main', ...JSON_REPORT]);
    expect(code, err).toBe(1);
    expect(comparisonOf(out).plan).toBe('back-to-back');
    expect(wallTime(comparisonOf(out)).ratio).toBeGreaterThan(1.5);
  });

  it('calls a slow function no more often than it needs to find out that it is slow', async () => {
    const project = liveProject({
      'src/work.js': `import { appendFileSync } from 'node:fs';
export function work() {
  appendFileSync(process.env.CALLS_FILE, 'x');
  const end = performance.now() + 150;
  while (performance.now() < end);
}
`,
    });
    const calls = join(project.cache, 'calls');
    const asked = ['compare', 'main', '--margin', '60%', '--max-pairs', '8', '--no-explain'];
    const { out } = await project.perf([...asked, ...JSON_REPORT], { CALLS_FILE: calls });
    const report = comparisonOf(out);
    expect(report.plan).toBe('back-to-back');
    const units = report.runs.flatMap(({ trials }) => trials).length;
    expect(readFileSync(calls, 'utf8').length).toBeLessThanOrEqual(6 * units);
  });

  it('blames the side that hangs, and not the one that waits for it', async () => {
    const project = liveProject({
      'scenarios/work.ts': WORK_SCENARIO.replace('run: work', "timeout: '2 s', run: work"),
    });
    writeFiles(project.root, { 'src/work.js': 'export function work() { for (;;); }\n' });
    const { code, out } = await project.perf(['compare', 'main', ...JSON_REPORT]);
    expect(code).toBe(4);
    const [base, head] = comparisonOf(out).runs;
    expect(head?.state).toBe('failed');
    expect(base?.trials.map(({ state }) => state)).not.toContain('failed');
  });

  it('has the units of a pair take turns, each with blocks of its own', async () => {
    const project = liveProject();
    const { out } = await project.perf(['compare', 'main', '--margin', '60%', ...JSON_REPORT]);
    const report = comparisonOf(out);
    expect(report.plan).toBe('alternating');
    const [first, second] = report.runs.map(({ trials }) => trials.find(({ warmup }) => !warmup));
    if (first?.state !== 'completed' || second?.state !== 'completed')
      throw new Error('not measured');
    expect(first.blocks).toHaveLength(3);
    expect(second.blocks).toHaveLength(3);
    const begun = (trial: typeof first) => trial.blocks.map(({ stretch }) => stretch?.fromMs ?? 0);
    // The sides by the moments of their blocks.
    const order = [
      ...begun(first).map((at) => ({ at, side: 'a' })),
      ...begun(second).map((at) => ({ at, side: 'b' })),
    ]
      .sort((one, other) => one.at - other.at)
      .map(({ side }) => side)
      .join('');
    expect(['abbaab', 'baabba']).toContain(order);
  });

  it('bears a side that fails now and then, leaves its pairs out and says so', async () => {
    const project = liveProject();
    // One start in eight fails; which, the harness cannot know.
    writeFiles(project.root, {
      'src/work.js': `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(process.env.COUNT_FILE, 'x');
if (readFileSync(process.env.COUNT_FILE, 'utf8').length % 8 === 5) throw new Error('now and then');
${workModule(2_000)}`,
    });
    const count = join(project.cache, 'count');
    const { out } = await project.perf(['compare', 'main', '--margin', '90%', ...JSON_REPORT], {
      COUNT_FILE: count,
    });
    const report = comparisonOf(out);
    expect(report.findings.map(({ id }) => id)).toContain('dropped-pairs');
    expect(wallTime(report).verdict).toBe('unchanged');
    const failed = report.runs[1]?.trials.filter(({ state }) => state === 'failed') ?? [];
    expect(failed.length).toBeGreaterThan(0);
    expect(report.runs[1]?.state).toBe('completed');
  });
});

describe('perf-harness compare, ended early', () => {
  it('keeps what was measured when it is interrupted, and leaves nothing else', async () => {
    const project = liveProject();
    const running = project.start(['compare', 'main', '--margin', '0', ...JSON_REPORT]);
    await untilMeasuring(project.snapshots);
    running.child.kill('SIGINT');
    const { code, out } = await running.result;
    expect(code).toBe(130);
    const report = comparisonOf(out);
    expect(report.verdict).not.toBe('pass');
    expect(report.runs.every(({ state }) => state === 'interrupted')).toBe(true);
    expect(project.snapshots()).toEqual([]);
  });

  it.each([
    ['compare', 'main', '--margin', '0'],
    ['gate', '--base', 'main', '--margin', '0.0001%'],
    ['calibrate', '--pairs', '90'],
    ['bisect', 'main~2', 'main', 'work', '--margin', '0'],
  ])(
    'clears at the next start what kill -9 of %s left, and the repository is as it was',
    async (...args) => {
      const project = liveProject();
      for (const message of ['second', 'third']) {
        project.git('commit', '--quiet', '--allow-empty', '-m', message);
      }
      const before = project.git('for-each-ref') + project.git('status', '--porcelain');
      const running = project.start(args);
      await untilMeasuring(project.snapshots);
      running.child.kill('SIGKILL');
      await running.result;
      expect(project.snapshots()).toHaveLength(1);
      const next = await project.perf(['compare', 'main', '--margin', '80%', ...JSON_REPORT]);
      expect(next.code).toBe(0);
      expect(project.snapshots()).toEqual([]);
      expect(project.git('for-each-ref') + project.git('status', '--porcelain')).toBe(before);
      expect(existsSync(join(project.root, '.git', 'worktrees'))).toBe(false);
    },
  );

  it('saves while it measures', async () => {
    const project = liveProject();
    const running = project.start(['compare', 'main', '--margin', '0']);
    const folder = join(project.root, '.perf-harness', 'comparisons');
    // The one beside it is being written.
    const names = (): readonly string[] =>
      existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
    await until(() => names().length === 1);
    running.child.kill('SIGKILL');
    await running.result;
    const [name = ''] = names();
    const saved = comparisonOf(readFileSync(join(folder, name), 'utf8'));
    expect(saved.runs[0]?.trials.length).toBeGreaterThan(3);
    const replayed = await project.perf(['compare', '--replay', 'latest', ...JSON_REPORT]);
    expect(comparisonOf(replayed.out).comparisons).toEqual(saved.comparisons);
  });
});

async function untilMeasuring(snapshots: () => readonly string[]): Promise<void> {
  await until(() => snapshots().length > 0);
  // Into the pairs.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
