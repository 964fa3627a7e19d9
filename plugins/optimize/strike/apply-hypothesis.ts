import { dirname, join } from 'node:path';
import type { Applicator, Hypothesis } from '../document/optimization-hypothesis.ts';
import { runApplicator } from './apply/apply-patch-codemod-or-command-to-worktree.ts';
import { readPatchedPaths } from './apply/parse-unified-diff.ts';
import {
  checkTouchedFiles,
  type DeclaredChange,
  type TouchedFilesVerdict,
} from './check-files-allowed-to-change.ts';
import { refuseManifestChange, refuseUnboundedCache } from './refuse-manifest-change.ts';
import {
  type ChangedFile,
  changesBetween,
  keepState,
  restoreState,
  textIn,
} from './save-and-restore-worktree.ts';
import { LOCKFILES, type Worktree } from './trial-worktrees.ts';

/** Change applied to a worktree. */
export interface AppliedChange {
  readonly state: 'applied';
  readonly worktree: Worktree;
  /** Files that it changed, by path. */
  readonly changes: readonly ChangedFile[];
  /** Ids of git's trees. */
  readonly before: string;
  readonly after: string;
}

/** Hypothesis applied to a worktree. */
export interface AppliedHypothesis extends AppliedChange {
  readonly hypothesis: Hypothesis;
}

/** Hypothesis that could not or must not be applied; the worktree is unchanged. */
export interface UnappliedHypothesis {
  readonly state: 'refused' | 'manual' | 'failed';
  readonly reason: string;
}

/**
 * Applies a hypothesis to the tree in a worktree. Its files are checked before, where they are
 * known in advance, and after; if it touches more than it may, or adds an unbounded cache,
 * everything is undone.
 * @param knownTree - Id of the tree in the worktree, if known.
 */
export async function applyHypothesis(
  worktree: Worktree,
  hypothesis: Hypothesis,
  knownTree?: string,
): Promise<AppliedHypothesis | UnappliedHypothesis> {
  const { id, apply } = hypothesis;
  if (apply === null) {
    return { state: 'manual', reason: `${id} describes the change only in words` };
  }
  const applied = await applyWithinLimits(worktree, hypothesis, {
    announced: announcedPaths(apply, hypothesis),
    write: () => runApplicator(worktree, apply, hypothesis),
    knownTree,
  });
  if (applied.state !== 'applied') return applied;
  const isWritten = apply.kind === 'patch' || apply.kind === 'command';
  // Fixtures prove that codemods of the catalogue cache nothing without bound.
  const cache = isWritten ? await findUnboundedCache(applied) : null;
  if (cache === null) return { ...applied, hypothesis };
  await restoreState(worktree, applied.before);
  return { state: 'refused', reason: `${id}: ${cache}` };
}

interface ChangeWriter {
  /** Paths that it will touch, as far as they are known in advance. */
  readonly announced: readonly Pick<ChangedFile, 'path' | 'mode'>[];
  /** Writes it; returns why it could not, otherwise null. */
  readonly write: () => Promise<string | null>;
  /** Id of the tree in the worktree, if known. */
  readonly knownTree?: string | undefined;
}

/** Writes a change under the rules of `applyHypothesis`, whatever it caches. */
export async function applyWithinLimits(
  worktree: Worktree,
  hypothesis: DeclaredChange,
  { announced, write, knownTree }: ChangeWriter,
): Promise<AppliedChange | UnappliedHypothesis> {
  const { id } = hypothesis;
  const allowed = checkTouchedFiles(hypothesis, announced);
  if (allowed.state !== 'fine') return allowed;
  const link = findPathThroughLink(worktree, announced);
  if (link !== null) {
    return { state: 'refused', reason: `${id} touches ${link}, a path through a symbolic link` };
  }
  const before = knownTree ?? (await keepState(worktree));
  const failure = await write();
  const after = failure === null ? await keepState(worktree) : before;
  const changes = await changesBetween(worktree, before, after);
  const verdict = await findRefusal(worktree, hypothesis, { before, after, changes, failure });
  if (verdict !== null) {
    await restoreState(worktree, before);
    return verdict;
  }
  return { state: 'applied', worktree, changes, before, after };
}

interface WrittenChange {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ChangedFile[];
  readonly failure: string | null;
}

async function findRefusal(
  worktree: Worktree,
  hypothesis: DeclaredChange,
  { before, after, changes, failure }: WrittenChange,
): Promise<UnappliedHypothesis | null> {
  const { id } = hypothesis;
  if (failure !== null) return { state: 'failed', reason: `${id} cannot be applied: ${failure}` };
  if (changes.length === 0) return { state: 'failed', reason: `${id} changes nothing` };
  const confinement: TouchedFilesVerdict = checkTouchedFiles(hypothesis, changes);
  if (confinement.state !== 'fine') return confinement;
  for (const { path } of changes) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const manifest = {
      before: await textIn(worktree, before, path),
      after: await textIn(worktree, after, path),
    };
    const refusal = refuseManifestChange(manifest, await findLockfileText(worktree, before, path));
    if (refusal !== null) return { state: 'refused', reason: `${id}: ${refusal}` };
  }
  return null;
}

/** Returns what an applied change caches without removal or expiry; null: nothing. */
export async function findUnboundedCache({
  worktree,
  before,
  after,
  changes,
}: AppliedChange): Promise<string | null> {
  for (const { path, change } of changes) {
    if (change === 'removed' || !SOURCE.test(path)) continue;
    const text = (await textIn(worktree, after, path)) ?? '';
    // Most files have no cache at all: then the lines that were there before do not matter.
    if (refuseUnboundedCache(path, null, text) === null) continue;
    const refusal = refuseUnboundedCache(path, await textIn(worktree, before, path), text);
    if (refusal !== null) return refusal;
  }
  return null;
}

const SOURCE = /\.[cm]?[jt]sx?$/u;

/** Returns the paths that an applicator will touch, as far as it states them itself. */
function announcedPaths(
  apply: Applicator,
  { files_to_modify: declared }: Hypothesis,
): readonly Pick<ChangedFile, 'path' | 'mode'>[] {
  const plain = (path: string) => ({ path: path.replace(/^(\.\/)+/u, ''), mode: '' });
  switch (apply.kind) {
    case 'patch':
      return readPatchedPaths(apply.patch);
    case 'config':
    case 'sql':
      return [plain(apply.file)];
    case 'codemod':
      return declared.map(plain);
    case 'dependency':
    case 'command':
      return [];
  }
}

/** Returns the first path that is, or leads through, a symbolic link; null: there is none. */
function findPathThroughLink(
  { host, root }: Worktree,
  paths: readonly { readonly path: string }[],
): string | null {
  for (const { path } of paths) {
    for (let part = path; part !== '.' && part !== ''; part = dirname(part)) {
      if (host.files.isLink(join(root, part))) return path;
    }
  }
  return null;
}

/** Returns the lockfile next to a manifest, or the nearest one above it. */
async function findLockfileText(
  worktree: Worktree,
  tree: string,
  manifest: string,
): Promise<string | null> {
  for (let folder = dirname(manifest); ; folder = dirname(folder)) {
    for (const name of LOCKFILES) {
      const text = await textIn(worktree, tree, join(folder, name));
      if (text !== null) return text;
    }
    if (folder === '.') return null;
  }
}
