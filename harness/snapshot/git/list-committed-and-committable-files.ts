import { relative } from 'node:path';
import { resolveRealPath } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Repository } from './git-repository.ts';
import { isSuccessful, runGit, splitNulSeparated, tryGit } from './run-git.ts';

/** Returns those of the files that exist in a commit, by their paths in the working tree. */
export async function listFilesAtCommit(
  host: Host,
  { top }: Repository,
  files: Iterable<string>,
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of files) {
    const path = pathInRepository(top, file);
    const args = ['cat-file', '-e', `${commit}:${path}`];
    if (isSuccessful(await tryGit(host, args, { cwd: top, signal }))) found.add(file);
  }
  return found;
}

/** Returns those of the files that could be committed: neither ignored nor in inner repositories. */
export async function listCommittableFiles(
  host: Host,
  { top }: Repository,
  files: Iterable<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const paths = new Map([...files].map((file) => [pathInRepository(top, file), file]));
  if (paths.size === 0) return new Set();
  const flags = ['--cached', '--others', '--exclude-standard'];
  const pathspecs = [...paths.keys()].map((path) => `:(literal)${path}`);
  const args = ['ls-files', '-z', ...flags, '--', ...pathspecs];
  const listed = splitNulSeparated(await runGit(host, args, { cwd: top, signal }));
  return new Set(listed.flatMap((path) => paths.get(path) ?? []));
}

function pathInRepository(top: string, file: string): string {
  return relative(top, resolveRealPath(file) ?? file).replaceAll('\\', '/');
}
