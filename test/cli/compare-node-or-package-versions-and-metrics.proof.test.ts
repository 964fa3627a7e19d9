/** Side differences the quick set cannot cover: versions of Node.js and of registry packages. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveCacheFolder } from '../../harness/host/harness-cache-folder.ts';
import { createHost } from '../../harness/host.ts';
import { findNodeBinary } from '../../harness/snapshot/dependencies/find-or-download-node-binary.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { findComparison, runCompareOnProject } from '../support/run-compare-on-project.ts';

const host = createHost();

/** Returns a scenario that does four times the work where the expression is true. */
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

describe('comparisons of real versions from the registry', () => {
  it('use the Node.js that --node requests', async () => {
    const scenario = slowerIf(`process.versions.node.startsWith('26.')`);
    const project = createLiveProject({ 'scenarios/work.ts': scenario });
    const { code, report } = await runCompareOnProject(project, ['--node', '24..26']);
    expect(code).toBe(1);
    expect(findComparison(report, 'wall_time')).toMatchObject({
      verdict: 'regressed',
      confirmed: true,
    });
    const versions = report.runs.map(({ environment }) => environment?.runtime.node.split('.')[0]);
    expect(versions).toEqual(['v24', 'v26']);
  });

  it('see what is loaded by a Node.js that is too old to hook into its loader', async () => {
    const signal = AbortSignal.timeout(180_000);
    const old = (await findNodeBinary(host, '20.19.0', resolveCacheFolder(host), signal)).path;
    const project = createLiveProject({
      'main.mjs': 'await import(process.env.PART ?? "./src/work.js")',
    });
    const rowFor = async (...command: readonly string[]) => {
      const args = ['--set', 'SIDE=1..2', '--time', '1ms', '--', ...command];
      return findComparison((await runCompareOnProject(project, args)).report, 'wall_time');
    };
    expect(await rowFor(old, 'main.mjs')).not.toMatchObject({ verdict: 'incomparable' });
    const part = `PART=${join(project.root, 'src/work.js')}`;
    expect(await rowFor('env', part, old, 'main.mjs')).toMatchObject({
      verdict: 'incomparable',
      reason: expect.stringContaining('loads files from outside its own folder'),
    });
  });

  it('use the package that --dep requests', async () => {
    const project = createLiveProject({
      'package.json': JSON.stringify({ type: 'module', dependencies: { ms: '2.0.0' } }),
      'scenarios/work.ts': slowerIf(`require('ms/package.json').version === '2.1.3'`),
    });
    const installing = ['install', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', installing, { cwd: project.root, stdio: 'pipe' });
    const { code, report } = await runCompareOnProject(project, ['--dep', 'ms@2.0.0..2.1.3']);
    expect(code).toBe(1);
    expect(findComparison(report, 'wall_time')).toMatchObject({
      verdict: 'regressed',
      confirmed: true,
    });
  });
});

describe('the deciding metrics other than time', () => {
  it('distinguish a difference of 5 % in the memory that a call allocates within a few pairs', async () => {
    const make = (length: number) =>
      `export const work = () => Array.from({ length: ${length} }, (_, index) => ({ index }));\n`;
    const project = createLiveProject({ 'src/work.js': make(1_000) });
    writeFiles(project.root, { 'src/work.js': make(1_050) });
    const { code, report } = await runCompareOnProject(project, ['main', '--metric', 'allocated']);
    const row = findComparison(report, 'allocated');
    expect({ code, row }).toMatchObject({ code: 1, row: { verdict: 'regressed' } });
    expect(row?.ratio).toBeCloseTo(1.05, 1);
  });
});
