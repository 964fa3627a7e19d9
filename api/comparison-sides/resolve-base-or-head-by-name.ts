import { isAbsolute, resolve } from 'node:path';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { createRecordStore, isPathKey } from '../../harness/history/run-record-store.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { SideRequest } from '../../harness/snapshot/base-and-head-snapshot-request.ts';
import { findRepository, noRepository } from '../../harness/snapshot/git/git-repository.ts';
import { findCommit, resolveRef } from '../../harness/snapshot/git/resolve-ref.ts';

/** Side that a name on the command line refers to. */
export type ResolvedSide = SideRequest | { readonly type: 'stored'; readonly label: string };

/** Prefix that states which kind of side an ambiguous name means. */
const PREFIX = /^(git|baseline|record):(.+)$/su;

/**
 * Returns the side that a name refers to; null: none. A commit takes precedence over a baseline of
 * the same name, since a new measurement is better evidence than a stored one.
 */
export async function resolveSideByName(
  host: Host,
  config: Config,
  name: string,
  signal: AbortSignal,
): Promise<ResolvedSide | null> {
  const [, kind, label = name] = PREFIX.exec(name) ?? [];
  if (kind === 'git') return { type: 'ref', ref: await knownRef(host, config.root, label, signal) };
  if (kind !== undefined) return { type: 'stored', label };
  if (name === '.') return { type: 'tree' };
  const path = resolve(host.cwd, name);
  const isPath = isAbsolute(name) || /^\.{1,2}[/\\]/u.test(name);
  if (isPath && host.files.isFolder(path)) return { type: 'folder', path };
  if (await isCommit(host, config.root, name, signal)) return { type: 'ref', ref: name };
  return isStoredSide(host, config.stateFolder, name) ? { type: 'stored', label: name } : null;
}

/** @throws UserError if there is no such commit. */
async function knownRef(
  host: Host,
  root: string,
  ref: string,
  signal: AbortSignal,
): Promise<string> {
  // The usual case takes only one call of git.
  if ((await findCommit(host, { top: root }, ref, signal)) !== null) return ref;
  const repository = await findRepository(host, root, signal);
  if (repository === null) throw noRepository(root);
  await resolveRef(host, repository, ref, signal);
  return ref;
}

/** Stored sides are compared without git too. */
async function isCommit(
  host: Host,
  root: string,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    if ((await findCommit(host, { top: root }, name, signal)) !== null) return true;
    // Throws if git refuses to read the repository.
    await findRepository(host, root, signal);
    return false;
  } catch (error) {
    if (error instanceof UserError && error.code === 'git-missing') return false;
    throw error;
  }
}

/** True if a baseline or a record has this name. */
export function isStoredSide(host: Host, stateFolder: string, name: string): boolean {
  if (createBaselineStore(host, stateFolder).has(name)) return true;
  if (isPathKey(name) && !mayHoldRuns(host, name)) return false;
  try {
    createRecordStore(host, stateFolder).loadRuns(name);
    return true;
  } catch (error) {
    // A damaged record still counts as the side that was named.
    if (error instanceof UserError) return error.code !== 'record-not-found';
    throw error;
  }
}

/** True if the file may contain runs; scenario folders and modules are named next to the sides. */
function mayHoldRuns({ files, cwd }: Host, name: string): boolean {
  const path = resolve(cwd, name);
  if (!files.isFile(path)) return false;
  return (
    name.endsWith('.json') || files.readEnds(path, 64)?.head.trimStart().startsWith('{') === true
  );
}
