/** Measurements of a bisection at each commit, and the scenario that they use. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { addPackage, writeLockfile } from '../harness/snapshot/local-npm-packages.ts';
import { writeInto } from '../harness/snapshot/temporary-git-repository.ts';
import { createGitProject } from '../support/git-project.ts';
import { createLiveProject, WORK_SCENARIO } from '../support/live-comparison-project.ts';
import {
  createCostExecutors,
  createScriptedProject,
  readScenarioCost,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const WIDE = ['--margin', '60%', '--reporter', 'json'];
/** A command of the side. */
const COMMAND = `export default { name: 'work', command: ['sh', 'work.sh'] };
`;
/** Outdated command that cannot be measured. */
const OUTDATED = COMMAND.replace('work.sh', 'gone.sh');

function idsOf({ findings }: BisectReport): readonly string[] {
  return findings.map(({ id }) => id);
}

describe('the scenario of a bisection', () => {
  it('is measured although no commit contains it', async () => {
    const { root, commit, command } = createScriptedProject();
    commit('second', { 'NOTES.md': 'text' });
    writeFiles(root, { 'scenarios/fresh.ts': WORK_SCENARIO.replace("'work'", "'fresh'") });
    const { code, out, err } = await command(['bisect', 'main~1', 'main', 'fresh', ...WIDE]);
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

  it('is read from the working tree at every commit, whatever the commits contain', async () => {
    const { root, commit, perf, snapshots } = createLiveProject({
      'scenarios/work.ts': OUTDATED,
      'work.sh': 'true',
    });
    commit('one', { 'scenarios/work.ts': COMMAND });
    const slow = commit('two', { 'scenarios/work.ts': OUTDATED, 'work.sh': 'sleep 0.1' });
    writeFiles(root, { 'scenarios/work.ts': COMMAND });
    // A separate process, and real units.
    const { code, out, err } = await perf(['bisect', 'main~2', 'main', 'work', ...WIDE]);
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('found');
    expect(report.steps.filter(({ untestable }) => untestable !== null)).toEqual([]);
    const { last = 0 } = report.confirmations.at(-1) ?? {};
    expect(report.changes[last - 1]?.commit).toBe(slow);
    expect(snapshots()).toEqual([]);
  });
});

describe('bisect --deps', () => {
  it('measures a project in a subfolder of its repository, with the files around it', async () => {
    const { root, commit, git } = createGitProject();
    const app = join(root, 'app');
    const write = (files: Parameters<typeof writeInto>[1]): void => writeInto(app, files);
    const install = (version: string): void =>
      writeLockfile(
        { write },
        { type: 'module', dependencies: { dep: addPackage({ root: app }, 'dep', version) } },
      );
    install('1.0.0');
    commit('good', {
      '.gitignore': 'node_modules\n.perf-harness\n',
      'app/scenarios/w.js': `import { join } from 'node:path';
export default { name: 'w', command: ['sh', 'w.sh'], cwd: join(import.meta.dirname, '../../shared'),
  prepare: ['git', 'describe', '--tags', '--match', 'v1'] };
`,
      'shared/costs.json': wallTimeFile(10)['costs.json'] ?? '',
    });
    git('tag', 'v1');
    install('2.0.0');
    commit('bad');
    const measured = new Set<string>();
    const executors = createCostExecutors((scenario) => {
      const file = join(scenario.cwd, '../app/node_modules/dep/index.js');
      measured.add(readFileSync(file, 'utf8').trim());
      return readScenarioCost(scenario);
    });
    const { code, out, err } = await runCommandInProcess(
      ['bisect', '--deps', 'v1', 'main', 'w', ...WIDE],
      {
        cwd: app,
        env: { PERF_HARNESS_CACHE: join(root, '.git/cache') },
        executors,
      },
    );
    expect({ code, err }).toMatchObject({ code: 0 });
    const report = JSON.parse(out) as BisectReport;
    expect(report.outcome).toBe('ends-alike');
    expect(report.changes.map(({ label }) => label)).toEqual(['dep@1.0.0 → 2.0.0']);
    expect([...measured].sort()).toEqual([
      `module.exports = 'dep 1.0.0';`,
      `module.exports = 'dep 2.0.0';`,
    ]);
    const [base, head] = report.ends.runs;
    expect([base?.environment?.git?.commit, head?.environment?.git?.commit]).toEqual([
      git('rev-parse', 'main'),
      git('rev-parse', 'main'),
    ]);
  });
});
