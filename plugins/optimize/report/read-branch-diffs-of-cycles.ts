import { git } from 'perf-harness/plugin';
import type { OptimizationCycle } from '../document/optimization-cycle.ts';
import type { RunState } from '../optimization-loop-state.ts';
import type { RunContext } from '../phase-worker-interfaces.ts';

/** Branch of a cycle, with its changes since the previous cycle's branch. */
export interface BranchFacts extends Pick<OptimizationCycle, 'cycle' | 'commits' | 'diff'> {
  readonly name: string;
  /** The last branch contains it. */
  readonly isInLast: boolean;
}

type Run = Pick<RunContext, 'host' | 'root' | 'signal'>;

/** Characters after which a diff is cut; the branch has all of it. */
const MOST_DIFF = 20_000;

/** Reads the branches of all cycles, with the changes of each (OPT-66). */
export async function readBranches(run: Run, state: RunState): Promise<readonly BranchFacts[]> {
  const kept = state.cycles.flatMap(({ cycle, branch }) =>
    branch === null ? [] : [{ cycle, name: branch }],
  );
  const last = kept.at(-1);
  if (last === undefined) return [];
  return Promise.all(
    kept.map(async ({ cycle, name }, at): Promise<BranchFacts> => {
      const from = kept[at - 1]?.name ?? state.run.base_commit;
      const [ancestor, commits, diff] = await Promise.all([
        gitText(run, ['merge-base', '--is-ancestor', name, last.name]),
        commitsOf(run, from, name),
        diffOf(run, from, name),
      ]);
      return { name, cycle, isInLast: ancestor !== null, commits, diff };
    }),
  );
}

/** The oldest first; merges between cycles are not among them. */
async function commitsOf(run: Run, from: string, to: string): Promise<BranchFacts['commits']> {
  const args = ['log', '--reverse', '--no-merges', '--format=%H%x09%s', `${from}..${to}`, '--'];
  const lines = ((await gitText(run, args)) ?? '').split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [hash = '', subject = ''] = line.split(/\t(.*)/su);
    return { hash, subject };
  });
}

/** Returns the diff from the merge base, so that an unmerged branch shows only its own changes. */
async function diffOf(run: Run, from: string, to: string): Promise<BranchFacts['diff']> {
  const args = ['diff', '--no-color', '--no-ext-diff', '--no-textconv', `${from}...${to}`, '--'];
  const text = await gitText(run, args);
  if (text === null || text === '') return null;
  if (text.length <= MOST_DIFF) return { text, is_cut: false };
  const kept = text.slice(0, MOST_DIFF);
  return { text: kept.slice(0, kept.lastIndexOf('\n') + 1), is_cut: true };
}

/** Returns git's output; null if git fails, as it does for a deleted branch. */
async function gitText(
  { host, root, signal }: Run,
  args: readonly string[],
): Promise<string | null> {
  const { exit, stdout } = await git.tryGit(host, args, { cwd: root, signal });
  return exit.type === 'code' && exit.code === 0 ? stdout : null;
}
