import { join } from 'node:path';
import { writeText } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import type { Repository } from './git-repository.ts';
import { isSuccessful, runGit, tryGit } from './run-git.ts';

/** Data of a repository that its stand-in takes over. */
export interface StandInSource extends Pick<Repository, 'objects' | 'objectFormat'> {
  /** All tags, in the form of the file `packed-refs`. */
  readonly tags: string;
  /** Commits at which a shallow history ends; null if it is complete. */
  readonly shallow: string | null;
}

/** Reads the data of the real repository that a stand-in needs. */
export async function readStandInSource(
  host: Host,
  { top, objects, objectFormat, shallowFile }: Repository,
  signal: AbortSignal,
): Promise<StandInSource> {
  const listing = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags'];
  const tags = await runGit(host, listing, { cwd: top, signal });
  return { objects, objectFormat, tags, shallow: host.files.read(shallowFile) };
}

/**
 * Turns a tree into a repository at its commit, with the tags of the real one, so that builds can
 * query git for commit and version. It borrows the objects of the real repository, which is only
 * read and not modified.
 */
export async function createStandInRepository(
  host: Host,
  { objects, objectFormat, tags, shallow }: StandInSource,
  commit: string,
  top: string,
  signal: AbortSignal,
): Promise<void> {
  const write = (name: string, text: string): void => writeText(join(top, '.git', name), text);
  write('config', configFor(objectFormat));
  write('objects/info/alternates', `${objects}\n`);
  host.files.makeFolder(join(top, '.git', 'refs'));
  write('packed-refs', tags);
  if (shallow !== null) write('shallow', shallow);
  write('HEAD', `${commit}\n`);
  const filled = await tryGit(host, ['read-tree', 'HEAD'], { cwd: top, signal });
  // Without an index, only `git status` is wrong.
  if (!isSuccessful(filled)) host.files.remove(join(top, '.git', 'index'));
}

/**
 * Returns the configuration; repositories with a different object format must state it
 * (git-config(1), extensions.objectFormat).
 */
function configFor(objectFormat: string): string {
  const common = '\tbare = false\n\tlogAllRefUpdates = false\n';
  if (objectFormat === 'sha1') return `[core]\n\trepositoryformatversion = 0\n${common}`;
  return `[core]\n\trepositoryformatversion = 1\n${common}[extensions]\n\tobjectFormat = ${objectFormat}\n`;
}
