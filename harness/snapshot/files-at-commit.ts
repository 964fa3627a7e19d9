import { relative } from 'node:path';
import { realPath } from '../host/trees.ts';
import type { Host } from '../host.ts';
import type { Repository } from './repository.ts';
import { isFine, tryGit } from './run-git.ts';

/** Those of these files that a commit has, by the paths that they have in the working tree. */
export async function filesAtCommit(
  host: Host,
  { top }: Repository,
  files: Iterable<string>,
  { commit, signal }: { readonly commit: string; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const file of files) {
    const path = relative(top, realPath(file) ?? file).replaceAll('\\', '/');
    const args = ['cat-file', '-e', `${commit}:${path}`];
    if (isFine(await tryGit(host, args, { cwd: top, signal }))) found.add(file);
  }
  return found;
}
