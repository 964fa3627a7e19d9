/**
 * A worker of a team as its coordinator starts it: `node team-worker-with-real-git-branches-child.ts team-worker <session>
 * <task> <attempt>`, in the project. Worktrees, changes, commits and branches are real; the cost of
 * a change is read from its files. The second branch is slower at first, and is fixed.
 */
import '../../../harness/loader/register-self-reference.ts';
import { join } from 'node:path';
import type { Worktrees } from '../../../plugins/optimize/strike/trial-worktrees.ts';
import type { CompletedWork } from '../../../plugins/team/session/task-completion.ts';
import { compareCostsOfBranches, readBranchCost } from '../scripted-branch-cost-comparison.ts';

// Imported after `register-self`, since these modules import the public entry by its name.
const { createHost } = await import('../../../harness/host.ts');
const { commitState, keepState, restoreState } = await import(
  '../../../plugins/optimize/strike/save-and-restore-worktree.ts'
);
const { openWorktrees } = await import('../../../plugins/optimize/strike/trial-worktrees.ts');
const { combineBranches } = await import(
  '../../../plugins/team/combine/combine-and-measure-passed-branches.ts'
);
const { workstreamBranch, setBranch } = await import(
  '../../../plugins/team/workers/workstream-git-operations.ts'
);
const { namespaceName } = await import('../../../plugins/team/session/session-artifact-paths.ts');
const { openTeamStore } = await import('../../../plugins/team/store/team-session-store.ts');
const { runTask } = await import('../../../plugins/team/workers/run-team-task.ts');
const { openWorkerFiles } = await import(
  '../../../plugins/team/workers/worker-settings-profile-and-change-files.ts'
);
const { createHypothesis, createLinePatch } = await import('../optimization-hypothesis-project.ts');
const { samplePerformanceMap } = await import('../sample-optimization-context.ts');
const { answerTeamTaskWithPlan } = await import('../scripted-team-worker-reports-with-plan.ts');

const [, , , session = '', id = '', attempt = ''] = process.argv;
const root = process.cwd();
const host = createHost({ cwd: root });
const { signal } = new AbortController();
const store = openTeamStore(host, root, session);
const work = openWorkerFiles(host, store.paths);

/** Cost of each branch's file after its change, and after its fix. */
const COSTS: Readonly<Record<string, { readonly planned: number; readonly mended: number }>> = {
  B01: { planned: 5, mended: 5 },
  B02: { planned: 12, mended: 7 },
  B03: { planned: 8, mended: 8 },
};

const never = (what: string) => async (): Promise<never> => {
  throw new Error(`nobody asks for ${what}`);
};

function keepPlan(): void {
  const changes = Object.values(COSTS).map(({ planned }, at) => {
    const path = `src/${at + 1}.ts`;
    const patch = createLinePatch(path, ['10'], 0, String(planned));
    const made = createHypothesis(
      `H${at + 1}`,
      { kind: 'patch', patch },
      { files_to_modify: [path] },
    );
    return [`OPT-00${at + 1}`, [made]] as const;
  });
  work.saveChanges('main', Object.fromEntries(changes));
}

async function mend(lane: string, worktrees: Worktrees): Promise<Partial<CompletedWork>> {
  const file = `src/${lane.slice(-1)}.ts`;
  const worktree = await worktrees.open('fix');
  host.files.writeAtomic(join(worktree.root, file), `${COSTS[lane]?.mended}\n`);
  const tree = await keepState(worktree);
  const of = { tree, parent: worktrees.start, message: `mend ${lane}` };
  const commit = await commitState(worktree, of);
  await setBranch({ host, root, signal }, workstreamBranch(session, lane), commit);
  await store.updateNamespace(namespaceName('optimizer', lane), () => ({ mended: file }));
  return { ref: commit, files_modified: [file] };
}

/** True if the current branch of a workstream costs less than the base. */
async function isFaster(lane: string, worktrees: Worktrees): Promise<boolean> {
  const [base, head] = [await worktrees.open('base'), await worktrees.open('head')];
  await restoreState(head, workstreamBranch(session, lane));
  return readBranchCost(head.root) < readBranchCost(base.root);
}

async function report(): Promise<unknown> {
  const { session: kept, tasks } = await store.read();
  const task = tasks.get(id);
  if (task === undefined) throw new Error(`there is no task ${id}`);
  if (id.startsWith('IMPL')) {
    const parts = {
      generate: never('proposals'),
      check: never('a check'),
      audit: never('an audit'),
      auditAll: never('all audits'),
      database: { root, plans: [], migrations: 'migrations' },
    };
    return runTask(host, parts, { root, session, task: id, attempt: Number(attempt), signal });
  }
  // Sound: the answers are prepared, and the receiver checks their types.
  const well = answerTeamTaskWithPlan(task, 'well') as CompletedWork;
  const start = kept.base_commit ?? 'HEAD';
  const worktrees = await openWorktrees(host, { root, slug: id, cycle: 1, start, signal });
  try {
    if (task.role === 'profiler')
      work.saveProfile('main', {
        scenarios: [{ scenario: 'work', metric: 'wall_time', map: samplePerformanceMap() }],
        places: [],
      });
    if (task.role === 'strategist') keepPlan();
    if (task.role === 'optimizer') return { ...well, ...(await mend(task.lane, worktrees)) };
    if (task.role !== 'benchmarker') await worktrees.open('looked-at');
    else if (!(await isFaster(task.lane, worktrees))) return answerTeamTaskWithPlan(task, 'slow');
    return well;
  } finally {
    await worktrees.close();
  }
}

const answer =
  id === 'combine'
    ? await combineBranches(host, { root, session, signal, compare: compareCostsOfBranches })
    : await report();
process.stdout.write(`${JSON.stringify(answer)}\n`);
