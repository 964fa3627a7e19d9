/** Side differences and deciding metrics: Node.js, package, memory, queries, instructions. */
import { chmodSync, copyFileSync, linkSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import {
  costsFile,
  createCostExecutors,
  createScriptedProject,
} from '../support/project-with-scripted-measurements.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { findComparison, runCompareOnProject } from '../support/run-compare-on-project.ts';
import { runGate, scriptedScenario } from '../support/run-gate-on-project.ts';

describe('perf-harness compare --node', () => {
  it('runs each side with its own executable', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'perf-harness-node-')), 'node-other');
    try {
      linkSync(process.execPath, other);
    } catch {
      // The link fails on another file system.
      copyFileSync(process.execPath, other);
    }
    const project = createLiveProject({
      'src/work.js': `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.TOLD, process.execPath + '\\n');
export const work = () => 1;
`,
    });
    const TOLD = join(project.cache, 'told');
    const args = ['--node', `${process.execPath}..${other}`, '--time', '1ms'];
    const { report } = await runCompareOnProject(project, args, { env: { TOLD }, isLight: true });
    expect(report.base.source).toBe('node');
    const paths = report.runs.map(({ environment }) => environment?.runtime.execPath);
    expect(paths).toEqual([process.execPath, other]);
    const units = readFileSync(TOLD, 'utf8').trim().split('\n');
    const ofOther = units.filter((path) => path === other);
    expect(ofOther).toHaveLength(report.runs[1]?.trials.length ?? 0);
    expect(new Set(units)).toEqual(new Set([process.execPath, other]));
  });
});

/** Fake npm installing the manifest's `ms` version; snapshot tests cover npm itself. */
const NPM = `#!/bin/sh
version=$(sed -n 's/.*"ms": *\\("[^"]*"\\).*/\\1/p' package.json)
mkdir -p node_modules/ms
echo "{\\"name\\":\\"ms\\",\\"version\\":$version}" > node_modules/ms/package.json
`;

describe('perf-harness compare --dep', () => {
  it('measures two versions of a package, and nothing else differs', async () => {
    const dependencies = { ms: '2.0.0' };
    const tools = createProject({ npm: NPM });
    chmodSync(join(tools, 'npm'), 0o755);
    const repository = createScriptedProject({
      'package.json': JSON.stringify({ type: 'module', dependencies }),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: { '': { dependencies }, 'node_modules/ms': { version: '2.0.0' } },
      }),
    });
    const executors = createCostExecutors(({ cwd }) => {
      const file = join(cwd, 'node_modules/ms/package.json');
      const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
      return { wall_time: version === '2.1.3' ? 40 : 10 };
    });
    const { code, report } = await runCompareOnProject(repository, ['--dep', 'ms@2.0.0..2.1.3'], {
      env: { PATH: [tools, process.env.PATH].join(delimiter) },
      executors,
    });
    expect(code).toBe(1);
    expect(findComparison(report, 'wall_time')).toMatchObject({
      verdict: 'regressed',
      confirmed: true,
    });
    expect(report).toMatchObject({
      base: { label: 'ms@2.0.0', source: 'dependency' },
      head: { label: 'ms@2.1.3', source: 'dependency' },
      reproduce: 'perf-harness compare --dep ms@2.0.0..2.1.3',
    });
  });
});

describe('the deciding metrics other than time', () => {
  it('fail the gate for the memory that a call allocates, by its own small margin', async () => {
    const project = createScriptedProject({
      'scenarios/work.ts': scriptedScenario(`regression: { allocated: '1 %', wall_time: '95 %' },`),
      ...costsFile({ work: { wall_time: 10, allocated: 1_000 } }),
    });
    const outcome = async () => {
      const { code, document } = await runGate(project, ['--base', 'main']);
      const found = document.checks.find(
        (check) => 'metric' in check && check.metric === 'allocated',
      );
      return [code, found?.outcome];
    };
    expect(await outcome()).toEqual([0, 'pass']);
    writeFiles(project.root, costsFile({ work: { wall_time: 10, allocated: 1_050 } }));
    expect(await outcome()).toEqual([1, 'fail']);
  });

  it('decide by one extra request, exactly, next to time and by the limit of the scenario', async () => {
    const costing = (requests: number) =>
      costsFile({ prices: { wall_time: 10, http_round_trips: requests } });
    const project = createScriptedProject({
      'scenarios/work.ts': `export default {
  name: 'prices', command: ['node', 'main.js'],
  regression: { http_round_trips: '0 %', wall_time: '95 %' },
};
`,
      ...costing(2),
    });
    const head = project.commit('changed', costing(3));
    const { code, report } = await runCompareOnProject(project, [`${head}~1`, head]);
    expect(findComparison(report, 'http_round_trips')).toMatchObject({
      verdict: 'regressed',
      confirmed: true,
      base: 2,
      head: 3,
      ratio: 1.5,
      low: 1.5,
      high: 1.5,
    });
    expect(findComparison(report, 'wall_time')?.verdict).not.toBe('regressed');
    expect(code).toBe(1);
  });

  it('count the queries of real commands on both sides', async () => {
    const program = (queries: number) => `import { DatabaseSync } from 'node:sqlite';
const database = new DatabaseSync(':memory:');
for (let count = 0; count < ${queries}; count += 1) database.prepare('select 1').all();
`;
    const project = createLiveProject({ 'src/work.js': program(2) });
    writeFiles(project.root, { 'src/work.js': program(3) });
    // A warm-up and one pair: the verdict is a matter of the numbers.
    const asked = ['main', '--metric', 'queries', '--time', '1ms', '--', 'node', 'src/work.js'];
    const { report } = await runCompareOnProject(project, asked, { isLight: true });
    expect(findComparison(report, 'queries')).toMatchObject({ base: 2, head: 3 });
  });

  it('find by instructions what time would take long to show', async () => {
    const project = createScriptedProject(
      costsFile({ work: { wall_time: 10, instructions: 1e6 } }),
    );
    writeFiles(project.root, costsFile({ work: { wall_time: 10.05, instructions: 1.05e6 } }));
    const timed = await runCompareOnProject(project, ['main']);
    expect(timed.code).toBe(0);
    const { code, report } = await runCompareOnProject(project, [
      'main',
      '--metric',
      'instructions',
    ]);
    expect(code).toBe(1);
    const row = findComparison(report, 'instructions');
    expect(row).toMatchObject({ verdict: 'regressed', gated: true, confirmed: true });
    expect(row?.ratio).toBeCloseTo(1.05, 2);
    // Instruction counts have a few units of their own.
    const passes = report.runs[0]?.trials.filter(({ pass }) => pass === 'instructions') ?? [];
    expect(passes.length).toBeGreaterThan(0);
    expect(passes.length).toBeLessThan(10);
  });
});
