import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findScenariosNewSinceBase } from '../../../api/gate/find-scenarios-new-since-base.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { createHost } from '../../../harness/host.ts';
import { loadConfig } from '../../../harness/scenario/project-config.ts';
import { createGitProject, type GitProject } from '../../support/git-project.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { writeFiles } from '../../support/run-cli.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';

/** A module with scenarios of these names, which are written as code. */
function module(names: readonly string[], from = '../lib/work.js'): string {
  const all = names.map((name) => `{ name: ${name}, run: () => work() }`);
  return `import { work } from '${from}';\nexport default [${all.join(', ')}];\n`;
}
const HARD = `'work hard'`;
/** A name that is nowhere in the text of its file. */
const COMPUTED = `['a', 2].join(' of ')`;
const WORK = 'export const work = () => 1;\n';
const BROKEN = 'export const work = 1;\nthrow new Error("half done");\n';

/** Creates a project with a base of these files and a branch adding `head`, removing `gone`. */
function changed(
  base: Readonly<Record<string, string>>,
  head: Readonly<Record<string, string>>,
  gone: readonly string[] = [],
): GitProject {
  const project = createGitProject();
  project.commit('base', { 'package.json': '{"type":"module"}', 'lib/work.js': WORK, ...base });
  project.git('tag', 'base');
  for (const file of gone) project.git('rm', '--quiet', file);
  project.commit('head', head);
  return project;
}

/** Returns the new scenarios among `targets`, assuming that the base could measure none of them. */
async function found({ root, git }: GitProject, targets: readonly string[] = []) {
  const host = withUnguardedGit(withInProcessModuleReader({ ...createHost(), cwd: root }));
  const config = await loadConfig(host, root);
  const request = { targets, filter: null, command: null, quick: false, allowRemote: [] };
  const scenarios = await findScenarios(host, config, request);
  const { names, findings } = await findScenariosNewSinceBase(host, config, scenarios, {
    commit: git('rev-parse', 'base'),
    failed: new Set(scenarios.map(({ name }) => name)),
    allowRemote: [],
    signal: new AbortController().signal,
  });
  return { names: [...names], ids: findings.map(({ id }) => id), findings };
}

it('reports a scenario as new when no name on the base matches, whatever its file holds there', async () => {
  const project = changed(
    { 'scenarios/a.js': module([HARD]) },
    {
      'scenarios/a.js': module([HARD, `'work'`]),
      'scenarios/b.js': module([COMPUTED]),
    },
  );
  expect(await found(project)).toMatchObject({
    names: ['work', 'a of 2'],
    ids: ['new-beside-old'],
    findings: [{ message: expect.stringContaining('scenarios/a.js contains both "work hard"') }],
  });
});

it('never reports a moved scenario as new, whatever its new place', async () => {
  const named = { 'scenarios/a.js': module([COMPUTED]) };
  const moved = { 'scenarios/deep/b.js': module([COMPUTED], '../../lib/work.js') };
  expect((await found(changed(named, moved, ['scenarios/a.js']))).names).toEqual([]);
});

it('finds every scenario new when the base has none', async () => {
  const project = changed({}, { 'scenarios/a.js': module([`'a'`]) });
  expect(await found(project)).toMatchObject({ names: ['a'], ids: [] });
});

it('searches the base also for files that only the command line names', async () => {
  const project = changed(
    { 'bench/a.js': module([COMPUTED]) },
    {
      'bench/a.js': module([COMPUTED, `'more'`]),
      'bench/b.js': module([`'b'`]),
    },
  );
  const { names } = await found(project, ['bench/a.js', 'bench/b.js']);
  expect(names).toEqual(['more', 'b']);
});

const UNKNOWN = { ids: ['base-not-loaded'] };

it.for([
  ['beside a further file', { 'scenarios/b.js': module([`'b'`]) }, [], ['b']],
  ['in a file that has moved', { 'scenarios/b.js': module([COMPUTED]) }, ['scenarios/a.js'], []],
  [
    'in a file that has changed',
    {
      'scenarios/a.js': module([`'what remains'`]),
      'scenarios/b.js': module([COMPUTED]),
    },
    [],
    [],
  ],
] as const)(
  'assumes that a base that cannot be loaded may have had the scenario %s',
  async ([, head, gone, names]) => {
    const project = changed(
      { 'scenarios/a.js': module([COMPUTED]), 'lib/work.js': BROKEN },
      { 'lib/work.js': WORK, ...head },
      gone,
    );
    const { findings, ...said } = await found(project);
    expect(said).toEqual({ names, ...UNKNOWN });
    expect(findings[0]?.message).toContain('half done');
  },
);

it('assumes the same of a file that only the command line names', async () => {
  const project = changed(
    { 'bench/a.js': module([COMPUTED]), 'lib/work.js': BROKEN },
    { 'lib/work.js': WORK },
  );
  expect(await found(project, [join('bench', 'a.js')])).toMatchObject({ names: [], ...UNKNOWN });
});

it('does not report a git-ignored scenario as new only because no commit holds it', async () => {
  const ignored = { '.gitignore': 'build\n' };
  const project = changed(
    {
      ...ignored,
      'lib/work.js': BROKEN,
      'perf-harness.config.js': 'export default { scenarios: ["build"] };\n',
    },
    { 'lib/work.js': WORK },
  );
  writeFiles(project.root, { 'build/a.js': module([HARD]) });
  expect((await found(project)).names).toEqual([]);
});

it('reports a new file of a glob as new even when another source changed too', async () => {
  const glob = { 'perf-harness.config.js': 'export default { scenarios: ["bench/**/*.js"] };\n' };
  const project = changed(
    { ...glob, 'bench/a.js': module([COMPUTED]), 'lib/work.js': BROKEN },
    { 'lib/work.js': WORK, 'bench/b.js': module([HARD]) },
  );
  expect((await found(project)).names).toEqual(['work hard']);
});
