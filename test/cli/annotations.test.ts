/** Annotations of GitHub, for a project that is not the top of its repository. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type GitProject, gitProject } from '../support/git-project.ts';
import { project, runCli, writeFiles } from '../support/run-cli.ts';
import { ROUNDS, workModule, workScenario } from '../support/sample-repository.ts';

// Some measure two sides, on machines that others use too.
vi.setConfig({ testTimeout: 300_000 });

const FEW = { GITHUB_BASE_REF: undefined, CI_MERGE_REQUEST_DIFF_BASE_SHA: undefined } as const;
const BROKEN = `budgets: { wall_time: '< 1 ns' },`;

/** A repository whose project is `packages/app`, and a branch that is slower than main. */
function inSubfolder(): GitProject {
  const repository = gitProject();
  repository.commit('first', {
    'package.json': '{"private":true,"workspaces":["packages/*"]}',
    '.gitignore': '.perf-harness/\n',
    'packages/app/package.json': '{"name":"app","type":"module"}',
    'packages/app/lib/work.js': workModule(ROUNDS.before),
    'packages/app/scenarios/work.js': workScenario(`${BROKEN} regression: { wall_time: '30 %' },`),
    'shared/work.js': workScenario(BROKEN, 'shared').replace('../lib', '../packages/app/lib'),
  });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit('slower', { 'packages/app/lib/work.js': workModule(ROUNDS.slower) });
  return repository;
}

/** The files of the annotations of each title, in the project. */
async function annotated(
  { root }: GitProject,
  ...args: readonly string[]
): Promise<readonly string[]> {
  const cwd = join(root, 'packages/app');
  const { out } = await runCli([...args, '--reporter', 'github'], { cwd, env: FEW });
  return [...out.matchAll(/^::\w+ (?:file=([^,]*),)?title=(\w+%3A [\w ]+)::/gm)].map(
    ([, file = 'no file', title]) => `${file} ${title?.replace('%3A', ':')}`,
  );
}

describe('annotations of a project in a folder of the repository', () => {
  it('are at the file from the top of the repository', async () => {
    const repository = inSubfolder();
    expect(await annotated(repository, 'run')).toEqual([
      'packages/app/scenarios/work.js work: budget broken',
    ]);
    expect(await annotated(repository, 'report')).toEqual([
      'packages/app/scenarios/work.js work: budget broken',
    ]);
    // Of the repository too, though not of the project.
    expect(await annotated(repository, 'run', '../../shared/work.js')).toEqual([
      'shared/work.js shared: budget broken',
    ]);
  });

  it('are at the file of the head where two sides were measured', async () => {
    const repository = inSubfolder();
    const gated = await annotated(repository, 'gate', '--budget-seconds', '60');
    expect(gated.toSorted()).toEqual([
      'packages/app/scenarios/work.js work: performance gate failed',
      'packages/app/scenarios/work.js work: performance gate failed',
    ]);
    expect(await annotated(repository, 'compare', 'main', '--metric', 'wall_time')).toEqual([
      'packages/app/scenarios/work.js work: wall_time regressed',
    ]);
  });

  it('are at the file from the workspace of the job where there is no repository', async () => {
    const app = project({}, 'packages/app');
    writeFiles(app, {
      'lib/work.js': workModule(ROUNDS.before),
      'scenarios/work.js': workScenario(BROKEN),
    });
    const env = { ...FEW, GITHUB_WORKSPACE: join(app, '../..') };
    const { out } = await runCli(['run', '--reporter', 'github'], { cwd: app, env });
    expect(out).toContain('::error file=packages/app/scenarios/work.js,');
  });
});
