import { join } from 'node:path';
import { EXIT, git, type Host, UserError, worktrees } from 'perf-harness/plugin';

/** Temporary copy of the committed project, in which hypotheses are tried. */
export interface ScratchCopy {
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Absolute top folder of the repository copy. */
  readonly top: string;
  /** Absolute root of the project within the copy. */
  readonly root: string;
  /** The project that it is a copy of, absolute; not to be written to. */
  readonly original: string;
  /** Path from the top to the project, with slashes; empty if they are the same. */
  readonly prefix: string;
  /** Provides the dependencies installed in the user's working tree. */
  readonly provideDependencies: () => Promise<void>;
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
  const repository = await must(
    host,
    ['rev-parse', '--path-format=absolute', '--git-common-dir'],
    root,
    signal,
  );
  const commit = await must(host, ['rev-parse', '--verify', 'HEAD^{commit}'], root, signal);
  const prefix = (await must(host, ['rev-parse', '--show-prefix'], root, signal)).replace(
    /\/$/u,
    '',
  );
  const folder = worktrees.claimWorktreeFolder(host);
  const top = join(folder, 'plan');
  const close = (): void => host.files.remove(folder);
  try {
    await must(
      host,
      ['clone', '--quiet', '--shared', '--no-checkout', repository, top],
      root,
      signal,
    );
    await must(host, ['checkout', '--quiet', '--detach', commit], top, signal);
  } catch (error) {
    close();
    throw error;
  }
  const userTop = await must(host, ['rev-parse', '--show-toplevel'], root, signal);
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
          repository: userTop,
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
