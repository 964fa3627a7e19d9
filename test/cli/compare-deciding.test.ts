/**
 * What sides differ in and what decides over them, with nothing played: another Node.js, another
 * package, memory, queries, instructions.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../harness/host/cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/node-binary.ts';
import { type LiveProject, liveProject, workModule } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const JSON_REPORT = ['--reporter', 'json'];
const PATIENCE_MS = 300_000;
const host = createHost();

async function compared(project: LiveProject, ...args: readonly string[]) {
  const { code, out, err } = await project.perf(['compare', ...args, ...JSON_REPORT]);
  // An error says itself what it is, where there is no report.
  expect(out, err).not.toBe('');
  return { code, report: JSON.parse(out) as ComparisonReport };
}

const rowOf = ({ comparisons }: ComparisonReport, metric: string) =>
  comparisons.find((one) => one.metric === metric);

/** A scenario that does four times the work where an expression is true. */
function slowerIf(expression: string): string {
  return `import { defineScenario } from 'perf-harness';
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const rounds = ${expression} ? 8_000 : 2_000;
export default defineScenario({
  name: 'work', duration: '20 ms', warmup: '10 ms',
  run: () => {
    let sum = 0;
    for (let index = 0; index < rounds; index += 1) sum += Math.sqrt(index) % 7;
    return sum;
  },
});
`;
}

describe('perf-harness compare --node', () => {
  it('runs each side by its own executable', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'perf-harness-node-')), 'node-other');
    try {
      linkSync(process.execPath, other);
    } catch {
      // On another file system.
      copyFileSync(process.execPath, other);
    }
    const scenario = slowerIf(`process.execPath.endsWith('node-other')`);
    const project = liveProject({ 'scenarios/work.ts': scenario });
    const { code, report } = await compared(project, '--node', `${process.execPath}..${other}`);
    expect(code).toBe(1);
    expect(rowOf(report, 'wall_time')).toMatchObject({ verdict: 'regressed', confirmed: true });
    expect(report.base.source).toBe('node');
    const paths = report.runs.map(({ environment }) => environment?.runtime.execPath);
    expect(paths).toEqual([process.execPath, other]);
  });

  it('installs the versions that are asked for', { timeout: PATIENCE_MS }, async () => {
    const scenario = slowerIf(`process.versions.node.startsWith('26.')`);
    const project = liveProject({ 'scenarios/work.ts': scenario });
    const { code, report } = await compared(project, '--node', '24..26', '--no-explain');
    expect(code).toBe(1);
    expect(rowOf(report, 'wall_time')).toMatchObject({ verdict: 'regressed', confirmed: true });
    const versions = report.runs.map(({ environment }) => environment?.runtime.node.split('.')[0]);
    expect(versions).toEqual(['v24', 'v26']);
  });

  it('measures a command of a Node.js too old to hook into its loader, and sees what it loads', async () => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const old = (await findNodeBinary(host, '20.19.0', cacheFolder(host), signal)).path;
    const project = liveProject({
      'main.mjs': 'await import(process.env.PART ?? "./src/work.js")',
    });
    const rowFor = async (...command: readonly string[]) => {
      const options = ['--set', 'SIDE=1..2', '--margin', '80%', ...JSON_REPORT];
      const { out } = await project.perf(['compare', ...options, '--', ...command]);
      return rowOf(JSON.parse(out) as ComparisonReport, 'wall_time');
    };
    expect(await rowFor(old, 'main.mjs')).toMatchObject({ ratio: expect.any(Number) });
    const part = `PART=${join(project.root, 'src/work.js')}`;
    expect(await rowFor('env', part, old, 'main.mjs')).toMatchObject({
      verdict: 'incomparable',
      reason: expect.stringContaining('loads files from outside its side'),
    });
  });
});

describe('perf-harness compare --dep', () => {
  it('measures two versions of a package, and nothing else differs', async () => {
    const project = liveProject({
      'package.json': JSON.stringify({ type: 'module', dependencies: { ms: '2.0.0' } }),
      'scenarios/work.ts': slowerIf(`require('ms/package.json').version === '2.1.3'`),
    });
    const installing = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', installing, { cwd: project.root, stdio: 'pipe' });
    const { code, report } = await compared(project, '--dep', 'ms@2.0.0..2.1.3');
    expect(code).toBe(1);
    expect(rowOf(report, 'wall_time')).toMatchObject({ verdict: 'regressed', confirmed: true });
    expect(report).toMatchObject({
      base: { label: 'ms@2.0.0', source: 'dependency' },
      head: { label: 'ms@2.1.3', source: 'dependency' },
      reproduce: 'perf-harness compare --dep ms@2.0.0..2.1.3',
    });
  });
});

describe('what decides, besides time', () => {
  const gated = async (project: LiveProject, metric: string) => {
    const args = ['gate', '--base', 'main', '--no-explain', ...JSON_REPORT];
    const { code, out, err } = await project.perf(args);
    const { checks } = JSON.parse(out) as GateReport;
    const check = checks.find((one) => one.type === 'change' && one.metric === metric);
    return { code, err, check };
  };

  it('memory that a call allocates fails the gate, by its own small margin', async () => {
    const make = (length: number) =>
      `export const make = () => Array.from({ length: ${length} }, (_, index) => ({ index }));\n`;
    const project = liveProject({
      'src/make.js': make(1_000),
      'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
import { make } from '../src/make.js';
export default defineScenario({
  name: 'make', duration: '20 ms', warmup: '10 ms',
  regression: { allocated: '1 %', wall_time: '95 %' }, run: make,
});
`,
    });
    expect((await gated(project, 'allocated')).check).toMatchObject({ outcome: 'pass' });
    writeFiles(project.root, { 'src/make.js': make(1_050) });
    const { code, check } = await gated(project, 'allocated');
    expect({ code, check }).toMatchObject({ code: 1, check: { outcome: 'fail' } });
  });

  it('one query more fails the gate, exactly', async () => {
    const program = (queries: number) => `import { DatabaseSync } from 'node:sqlite';
const database = new DatabaseSync(':memory:');
for (let count = 0; count < ${queries}; count += 1) database.prepare('select 1').all();
`;
    const project = liveProject({
      'src/work.js': program(2),
      'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'ask', command: ['node', 'src/work.js'],
  regression: { queries: '0 %', wall_time: '95 %' },
});
`,
    });
    writeFiles(project.root, { 'src/work.js': program(3) });
    const { code, check } = await gated(project, 'queries');
    expect({ code, check }).toMatchObject({ code: 1, check: { outcome: 'fail' } });
  });

  it('instructions find what time would take long to show', { timeout: PATIENCE_MS }, async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': workModule(2_100) });
    const args = ['main', '--metric', 'instructions', '--no-explain'];
    const { code, report } = await compared(project, ...args);
    expect(code).toBe(1);
    const row = rowOf(report, 'instructions');
    expect(row).toMatchObject({ verdict: 'regressed', gated: true, confirmed: true });
    expect(row?.ratio).toBeGreaterThan(1.02);
    expect(row?.ratio).toBeLessThan(1.08);
  });

  it('instructions of the same code are the same', { timeout: PATIENCE_MS }, async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': `// A note.\n${workModule(2_000)}` });
    const args = ['main', '--metric', 'instructions', '--no-explain'];
    const { code, report } = await compared(project, ...args);
    const row = rowOf(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });

  it('instructions of the same code are the same, whatever its files are called', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = liveProject({
      'src/work.js': `export { work } from './sum.js';\n`,
      'src/sum.js': workModule(2_000),
    });
    project.git('mv', 'src/sum.js', 'src/sum-of-the-roots-of-numbers.js');
    project.git('mv', 'scenarios/work.ts', 'scenarios/another-name-for-work.ts');
    writeFiles(project.root, {
      'src/work.js': `export { work } from './sum-of-the-roots-of-numbers.js';\n`,
    });
    const args = ['main', '--metric', 'instructions', '--time', '2m', '--no-explain'];
    const { code, report } = await compared(project, ...args);
    const row = rowOf(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });

  it.each([
    ['head', [true, false]],
    ['base', [false, true]],
  ] as const)(
    'a metric that the %s has not is incomparable, and says so',
    async (side, telling) => {
      const program = (isTelling: boolean): string =>
        `import { appendFileSync } from 'node:fs';\n${isTelling ? `appendFileSync(process.env.PERF_HARNESS_COUNTERS, '{"hits":3,"misses":1}\\n');\n` : ''}`;
      const project = liveProject({
        'src/work.js': program(telling[0]),
        'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'warm', command: ['node', 'src/work.js'], trials: 3,
  cache: { counters: { hits: 'hits', misses: 'misses' } },
  regression: { cache_hit_rate: '5 %', wall_time: '95 %' },
});
`,
      });
      writeFiles(project.root, { 'src/work.js': program(telling[1]) });
      const { code, report } = await compared(project, 'main', '--no-explain');
      const row = rowOf(report, 'cache_hit_rate');
      expect(row).toMatchObject({ verdict: 'incomparable', gated: true, ratio: null });
      expect(row?.reason).toContain(side);
      expect(code).toBe(6);
    },
  );
});
