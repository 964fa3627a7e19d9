/** Annotations of GitHub, for a project that is not the top of its repository. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitProject, type GitProject } from '../support/git-project.ts';
import {
  createCostExecutors,
  wallTimeFile,
} from '../support/project-with-scripted-measurements.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { scriptedScenario } from '../support/run-gate-on-project.ts';

const FEW = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined } as const;
const BROKEN = `budgets: { wall_time: '< 1 ns' },`;

/** Files of the project, in its folder of the repository. */
function inFolder(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`packages/app/${path}`, text]),
  );
}

/** Creates a repository whose project is `packages/app`, with a branch that is slower than main. */
function inSubfolder(): GitProject {
  const repository = createGitProject();
  repository.commit('first', {
    'package.json': '{"private":true,"workspaces":["packages/*"]}',
    '.gitignore': '.perf-harness/\n',
    ...inFolder({
      'package.json': '{"name":"app","type":"module"}',
      'src/work.js': 'export const work = () => 1;\n',
      'scenarios/work.js': scriptedScenario(`${BROKEN} regression: { wall_time: '30 %' },`),
      ...wallTimeFile(10),
    }),
    'shared/work.js': scriptedScenario(BROKEN, 'shared').replace('../src', '../packages/app/src'),
  });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit('slower', inFolder(wallTimeFile(30)));
  return repository;
}

/** The files of the annotations of each title, in the project. */
async function annotated(
  { root }: GitProject,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const cwd = join(root, 'packages/app');
  const { out } = await runCommandInProcess([...args, '--reporter', 'github'], {
    cwd,
    env: FEW,
    executors: createCostExecutors(),
  });
  return [...out.matchAll(/^::\w+ (?:file=([^,]*),)?title=(\w+%3A [\w ]+)::/gm)].map(
    ([, file = 'no file', title]) => `${file} ${title?.replace('%3A', ':')}`,
  );
}

describe('annotations of a project in a subfolder of the repository', () => {
  it('name the file from the top of the repository', async () => {
    const repository = inSubfolder();
    expect(await annotated(repository, 'run')).toEqual([
      'packages/app/scenarios/work.js work: budget missed',
    ]);
    // Also works for a file of the repository outside the project.
    expect(await annotated(repository, 'run', '../../shared/work.js')).toEqual([
      'shared/work.js shared: budget missed',
    ]);
  });

  it('name the file of the head when two sides were measured', async () => {
    const repository = inSubfolder();
    const gated = await annotated(repository, 'gate');
    expect(gated.toSorted()).toEqual([
      'packages/app/scenarios/work.js work: performance gate failed',
      'packages/app/scenarios/work.js work: performance gate failed',
    ]);
    expect(await annotated(repository, 'compare', 'main', '--metric', 'wall_time')).toEqual([
      'packages/app/scenarios/work.js work: wall_time regressed',
    ]);
  });

  it('name the file from the workspace of the job when there is no repository', async () => {
    const files = {
      'src/work.js': 'export const work = () => 1;\n',
      'scenarios/work.js': scriptedScenario(BROKEN),
      ...wallTimeFile(10),
    };
    const cwd = createProject(files, 'packages/app');
    const { out } = await runCommandInProcess(['run', '--reporter', 'github'], {
      cwd,
      env: { ...FEW, GITHUB_WORKSPACE: join(cwd, '../..') },
      executors: createCostExecutors(),
    });
    expect(out).toContain('::error file=packages/app/scenarios/work.js,');
  });
});
