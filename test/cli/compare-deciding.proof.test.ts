/**
 * What the quick set cannot show of what sides differ in: versions of Node.js and of packages from the
 * registry, and that valgrind counts the same code alike.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../harness/host/cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/node-binary.ts';
import { type LiveProject, liveProject, workModule } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';

const JSON_REPORT = ['--reporter', 'json'];
const host = createHost();

async function compared(project: LiveProject, ...args: readonly string[]) {
  const { code, out, err } = await project.command(['compare', ...args, ...JSON_REPORT]);
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

describe('sides by real versions from the registry', () => {
  it('are of the Node.js that --node asks for', async () => {
    const scenario = slowerIf(`process.versions.node.startsWith('26.')`);
    const project = liveProject({ 'scenarios/work.ts': scenario });
    const { code, report } = await compared(project, '--node', '24..26');
    expect(code).toBe(1);
    expect(rowOf(report, 'wall_time')).toMatchObject({ verdict: 'regressed', confirmed: true });
    const versions = report.runs.map(({ environment }) => environment?.runtime.node.split('.')[0]);
    expect(versions).toEqual(['v24', 'v26']);
  });

  it('are measured by a Node.js too old to hook into its loader, which sees what is loaded', async () => {
    const signal = AbortSignal.timeout(180_000);
    const old = (await findNodeBinary(host, '20.19.0', cacheFolder(host), signal)).path;
    const project = liveProject({
      'main.mjs': 'await import(process.env.PART ?? "./src/work.js")',
    });
    const rowFor = async (...command: readonly string[]) => {
      const options = ['--set', 'SIDE=1..2', '--time', '1ms', ...JSON_REPORT];
      const { out } = await project.command(['compare', ...options, '--', ...command]);
      return rowOf(JSON.parse(out) as ComparisonReport, 'wall_time');
    };
    expect(await rowFor(old, 'main.mjs')).not.toMatchObject({ verdict: 'incomparable' });
    const part = `PART=${join(project.root, 'src/work.js')}`;
    expect(await rowFor('env', part, old, 'main.mjs')).toMatchObject({
      verdict: 'incomparable',
      reason: expect.stringContaining('loads files from outside its side'),
    });
  });

  it('are of the package that --dep asks for', async () => {
    const project = liveProject({
      'package.json': JSON.stringify({ type: 'module', dependencies: { ms: '2.0.0' } }),
      'scenarios/work.ts': slowerIf(`require('ms/package.json').version === '2.1.3'`),
    });
    const installing = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', installing, { cwd: project.root, stdio: 'pipe' });
    const { code, report } = await compared(project, '--dep', 'ms@2.0.0..2.1.3');
    expect(code).toBe(1);
    expect(rowOf(report, 'wall_time')).toMatchObject({ verdict: 'regressed', confirmed: true });
  });
});

describe('instructions of functions, counted by valgrind for minutes', () => {
  const COUNTED = ['main', '--metric', 'instructions'];

  it('find what time would take long to show', async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': workModule(2_100) });
    const { code, report } = await compared(project, ...COUNTED);
    expect(code).toBe(1);
    const row = rowOf(report, 'instructions');
    expect(row).toMatchObject({ verdict: 'regressed', gated: true, confirmed: true });
    expect(row?.ratio).toBeGreaterThan(1.02);
    expect(row?.ratio).toBeLessThan(1.08);
  });

  it('are the same for the same code', async () => {
    const project = liveProject();
    writeFiles(project.root, { 'src/work.js': `// A note.\n${workModule(2_000)}` });
    const { code, report } = await compared(project, ...COUNTED);
    const row = rowOf(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });

  it('are the same for the same code, whatever its files are called', async () => {
    const project = liveProject({
      'src/work.js': `export { work } from './sum.js';\n`,
      'src/sum.js': workModule(2_000),
    });
    project.git('mv', 'src/sum.js', 'src/sum-of-the-roots-of-numbers.js');
    project.git('mv', 'scenarios/work.ts', 'scenarios/another-name-for-work.ts');
    writeFiles(project.root, {
      'src/work.js': `export { work } from './sum-of-the-roots-of-numbers.js';\n`,
    });
    const { code, report } = await compared(project, ...COUNTED, '--time', '2m');
    const row = rowOf(report, 'instructions');
    expect({ code, row }).toMatchObject({ code: 0, row: { confirmed: false } });
    expect(Math.abs(Math.log(row?.ratio ?? 0))).toBeLessThan(0.003);
  });
});
