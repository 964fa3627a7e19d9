import { join } from 'node:path';
import { EXIT, git, type Host, UserError, worktrees } from 'perf-harness/plugin';
import { findRepository, type Worktree } from '../strike/trial-worktrees.ts';

/** Temporary copy of the committed project, in which hypotheses are tried. */
export interface ScratchCopy extends Worktree {
  /** The project that it is a copy of, absolute; not to be written to. */
  readonly original: string;
}

/** Scratch copy, with functions to reset it to the commit and to remove it. */
export interface OpenScratchCopy {
  readonly scratch: ScratchCopy;
  readonly reset: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Creates a scratch copy as a clone with shared objects: the user's repository, its index and its
 * worktrees stay byte for byte as they are.
 * @throws UserError where the project is in no repository with a commit.
 */
export async function openScratchCopy(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<OpenScratchCopy> {
  const inRoot = (...args: readonly string[]) => must(host, args, root, signal);
  const objects = await inRoot('rev-parse', '--path-format=absolute', '--git-common-dir');
  const commit = await inRoot('rev-parse', '--verify', 'HEAD^{commit}');
  const { repository, prefix } = await findRepository(host, root, signal);
  const folder = worktrees.claimWorktreeFolder(host);
  const top = join(folder, 'plan');
  const close = (): void => host.files.remove(folder);
  try {
    await inRoot('clone', '--quiet', '--shared', '--no-checkout', objects, top);
    await must(host, ['checkout', '--quiet', '--detach', commit], top, signal);
  } catch (error) {
    close();
    throw error;
  }
  return {
    scratch: {
      host,
      signal,
      top,
      prefix,
      original: root,
      root: join(top, prefix),
      provideDependencies: async () => {
        await worktrees.provideWorktreeDependencies(host, {
          repository,
          worktree: top,
          prefix,
          signal,
        });
      },
    },
    reset: async () => {
      await must(host, ['reset', '--quiet', '--hard', commit], top, signal);
      await must(host, ['clean', '--quiet', '-ffd', '--exclude=node_modules'], top, signal);
    },
    close,
  };
}

async function must(
  host: Host,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<string> {
  const { exit, stdout, stderr } = await git.tryGit(host, args, { cwd, signal });
  if (exit.type === 'code' && exit.code === 0) return stdout.trim();
  throw new UserError({
    code: 'plan-not-tried',
    message: `Cannot try the plan in a copy of the project: git ${args[0]} failed: ${stderr.trim()}`,
    remedy: 'Commit the project to a git repository, and run the command again.',
    exitCode: EXIT.blocked,
  });
}
