/** What a bisection measures of each commit, and by which scenario. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { addPackage, npm } from '../harness/snapshot/sample-packages.ts';
import { gitProject } from '../support/git-project.ts';
import { liveProject, WORK_SCENARIO, workModule } from '../support/live-project.ts';
import { runCli, writeFiles } from '../support/run-cli.ts';

const WIDE = ['--margin', '60%', '--reporter', 'json'];
/** Of another time: it cannot be measured. */
const OUTDATED = WORK_SCENARIO.replace('../src/work.js', '../src/gone.js');

function idsOf({ findings }: BisectReport): readonly string[] {
  return findings.map(({ id }) => id);
}

describe('the scenario of a bisection', () => {
  it('is measured although no commit has it', async () => {
    const { root, commit, perf } = liveProject();
    commit('second', { 'NOTES.md': 'text' });
    writeFiles(root, { 'scenarios/fresh.ts': WORK_SCENARIO.replace("'work'", "'fresh'") });
    const { code, out, err } = await perf(['bisect', 'main~1', 'main', 'fresh', ...WIDE]);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('ends-alike');
    expect(idsOf(report)).not.toContain('dirty-tree');
    expect(report.again).toEqual({
      options: '--margin 60%',
      target: 'fresh',
      max_time_ms: null,
      max_pairs: null,
    });
  });

  it('is that of the working tree at every commit, whatever they have', async () => {
    const { root, commit, perf } = liveProject({ 'scenarios/work.ts': OUTDATED });
    commit('one', { 'NOTES.md': '1' });
    commit('two', { 'scenarios/work.ts': WORK_SCENARIO });
    const slow = commit('three', { 'src/work.js': workModule(2_000_000) });
    commit('four', { 'scenarios/work.ts': OUTDATED });
    writeFiles(root, { 'scenarios/work.ts': WORK_SCENARIO });
    const { code, out, err } = await perf(['bisect', 'main~4', 'main', 'work', ...WIDE]);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('found');
    expect(report.steps.filter(({ untestable }) => untestable !== null)).toEqual([]);
    const { last = 0 } = report.confirmations.at(-1) ?? {};
    expect(report.changes[last - 1]?.commit).toBe(slow);
  });
});

describe('bisect --deps', () => {
  it('measures a project in a folder of its repository, with what lies around it', async () => {
    const { root, commit, git } = gitProject();
    const app = join(root, 'app');
    const lock = (version: string): void => {
      const dependencies = { dep: addPackage({ root: app }, 'dep', version) };
      const manifest = { name: 'app', version: '1.0.0', type: 'module', dependencies };
      writeFiles(app, { 'package.json': JSON.stringify(manifest) });
      npm(app, ['install', '--offline', '--ignore-scripts']);
    };
    lock('1.0.0');
    commit('good', {
      '.gitignore': 'node_modules\n.perf-harness\n',
      'shared/index.js': workModule(2_000),
      'shared/package.json': '{"type":"module"}',
      'app/scenarios/w.js': `import { defineScenario } from 'perf-harness';
import 'dep';
import { work } from '../../shared/index.js';
export default defineScenario({ name: 'w', duration: '20 ms', warmup: '10 ms', run: work,
  prepare: ['git', 'describe', '--tags', '--match', 'v1'] });
`,
    });
    git('tag', 'v1');
    lock('2.0.0');
    commit('bad');
    const { code, out, err } = await runCli(['bisect', '--deps', 'v1', 'main', 'w', ...WIDE], {
      cwd: app,
      env: { PERF_HARNESS_CACHE: join(root, '.git/cache') },
    });
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('ends-alike');
    expect(report.changes.map(({ label }) => label)).toEqual(['dep@1.0.0 → 2.0.0']);
    const [base, head] = report.ends.runs;
    expect([base?.environment?.git?.commit, head?.environment?.git?.commit]).toEqual([
      git('rev-parse', 'main'),
      git('rev-parse', 'main'),
    ]);
  });
});
