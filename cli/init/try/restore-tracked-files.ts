import type { Host } from '../../../harness/host.ts';
import { findRepositoryTop } from '../../../harness/snapshot/git/git-repository.ts';
import { splitNulSeparated, tryGit } from '../../../harness/snapshot/git/run-git.ts';

/** Time limit, milliseconds. */
const RESTORE_MS = 30_000;
/** Most files to name. */
const MAX_NAMED = 3;

/** Undoes what programs write over files of the repository: benchmarks store results, tests snapshots. */
export interface TrackedFiles {
  /** Restores the files that have changed since, and reports them; also after an interruption. */
  readonly restore: () => Promise<void>;
}

/**
 * Notes which tracked files are as git knows them. Only these are restored: a file with the user's
 * own changes is never written. Without a repository, nothing is noted.
 */
export async function noteTrackedFiles(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<TrackedFiles> {
  const top = findRepositoryTop(host.files, root);
  const before = top === null ? null : await listChangedFiles(host, top, signal);
  if (top === null || before === null) return { restore: async () => undefined };
  const known = new Set(before);
  return {
    restore: async () => {
      const ending = AbortSignal.timeout(RESTORE_MS);
      const after = (await listChangedFiles(host, top, ending)) ?? [];
      const changed = after.filter((path) => !known.has(path));
      if (changed.length === 0) return;
      const stdin = changed.map((path) => `${path}\0`).join('');
      const args = ['checkout-index', '--force', '-z', '--stdin'];
      await tryGit(host, args, { cwd: top, stdin, signal: ending });
      const more = changed.length > MAX_NAMED ? ` and ${changed.length - MAX_NAMED} more` : '';
      host.terminal.err(
        `restored ${changed.slice(0, MAX_NAMED).join(', ')}${more}, which the programs tried above had changed\n`,
      );
    },
  };
}

/** Returns tracked files that differ from the index, from the top; null: git cannot tell. */
async function listChangedFiles(
  host: Host,
  top: string,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  const args = [
    'diff',
    '--name-only',
    '-z',
    '--no-ext-diff',
    '--no-renames',
    '--ignore-submodules',
  ];
  const listed = await tryGit(host, args, { cwd: top, signal }).catch(() => null);
  return listed?.exit.type === 'code' && listed.exit.code === 0
    ? splitNulSeparated(listed.stdout)
    : null;
}
