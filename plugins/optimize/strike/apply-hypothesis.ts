import { dirname, join } from 'node:path';
import type { Applicator, Hypothesis } from '../document/optimization-hypothesis.ts';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import {
  type CodemodApplier,
  runApplicator,
} from './apply/apply-patch-codemod-or-command-to-worktree.ts';
import { readPatchedPaths } from './apply/patch-paths.ts';
import { checkTouchedFiles, type TouchedFilesVerdict } from './check-files-allowed-to-change.ts';
import { refuseUnboundedCache } from './refuse-unbounded-cache.ts';
import {
  type ChangedFile,
  changesBetween,
  keepState,
  restoreState,
  textIn,
} from './save-and-restore-worktree.ts';
import { LOCKFILES, type Worktree } from './trial-worktrees.ts';

/** Hypothesis applied to a worktree. */
export interface AppliedHypothesis {
  readonly state: 'applied';
  readonly worktree: Worktree;
  readonly hypothesis: Hypothesis;
  /** Files that it changed, by path. */
  readonly changes: readonly ChangedFile[];
  /** Ids of git's trees. */
  readonly before: string;
  readonly after: string;
}

/** Hypothesis that could not or must not be applied; the worktree is unchanged. */
export interface UnappliedHypothesis {
  readonly state: 'refused' | 'manual' | 'failed';
  readonly reason: string;
}

/** Default without any codemods. */
const NO_CODEMODS: CodemodApplier = async (codemod) => {
  throw new Error(`codemod ${codemod} does not exist`);
};

/**
 * Applies a hypothesis to the tree in a worktree. Its files are checked before, where they are
 * known in advance, and after; if it touches more than it may, or adds an unbounded cache,
 * everything is undone.
 * @param held - Id of the tree in the worktree, if known.
 */
export async function applyHypothesis(
  worktree: Worktree,
  hypothesis: Hypothesis,
  codemods: CodemodApplier = NO_CODEMODS,
  held?: string,
): Promise<AppliedHypothesis | UnappliedHypothesis> {
  const { id, apply } = hypothesis;
  if (apply === null) {
    return { state: 'manual', reason: `${id} describes the change only in words` };
  }
  const applied = await applyWithinLimits(worktree, hypothesis, {
    announced: announcedPaths(apply, hypothesis),
    write: () => runApplicator(worktree, apply, hypothesis, codemods),
    held,
  });
  if (applied.state !== 'applied') return applied;
  const refusal = await judgeCaches(applied);
  if (refusal === null) return applied;
  await restoreState(worktree, applied.before);
  return refusal;
}

/** Function that writes a hypothesis into a worktree, and what it will touch. */
interface HypothesisWriter {
  /** Paths that it will touch, as far as they are known in advance. */
  readonly announced: readonly Pick<ChangedFile, 'path' | 'mode'>[];
  /** Writes it; returns why it could not, otherwise null. */
  readonly write: () => Promise<string | null>;
  /** Id of the tree in the worktree, if known. */
  readonly held?: string | undefined;
}

/** Writes a hypothesis under the rules of `applyHypothesis`, whatever it caches. */
export async function applyWithinLimits(
  worktree: Worktree,
  hypothesis: Hypothesis,
  { announced, write, held }: HypothesisWriter,
): Promise<AppliedHypothesis | UnappliedHypothesis> {
  const { id } = hypothesis;
  const allowed = checkTouchedFiles(hypothesis, announced);
  if (allowed.state !== 'fine') return allowed;
  const link = linkOnTheWay(worktree, announced);
  if (link !== null) {
    return { state: 'refused', reason: `${id} touches ${link}, a path through a symbolic link` };
  }
  const before = held ?? (await keepState(worktree));
  const trouble = await write();
  const after = trouble === null ? await keepState(worktree) : before;
  const changes = await changesBetween(worktree, before, after);
  const verdict = await judge(worktree, hypothesis, { before, after, changes, trouble });
  if (verdict !== null) {
    await restoreState(worktree, before);
    return verdict;
  }
  return { state: 'applied', worktree, hypothesis, changes, before, after };
}

interface Attempt {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ChangedFile[];
  readonly trouble: string | null;
}

async function judge(
  worktree: Worktree,
  hypothesis: Hypothesis,
  { before, after, changes, trouble }: Attempt,
): Promise<UnappliedHypothesis | null> {
  const { id } = hypothesis;
  if (trouble !== null) return { state: 'failed', reason: `${id} cannot be applied: ${trouble}` };
  if (changes.length === 0) return { state: 'failed', reason: `${id} changes nothing` };
  const confinement: TouchedFilesVerdict = checkTouchedFiles(hypothesis, changes);
  if (confinement.state !== 'fine') return confinement;
  for (const { path } of changes) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    const manifest = {
      before: await textIn(worktree, before, path),
      after: await textIn(worktree, after, path),
    };
    const refusal = refuseManifestChange(manifest, await lockIn(worktree, before, path));
    if (refusal !== null) return { state: 'refused', reason: `${id}: ${refusal}` };
  }
  return null;
}

/** Checks patches and commands for uninvalidated caches; fixtures prove catalogue codemods. */
async function judgeCaches(applied: AppliedHypothesis): Promise<UnappliedHypothesis | null> {
  const { id, apply } = applied.hypothesis;
  if (apply?.kind !== 'patch' && apply?.kind !== 'command') return null;
  const reason = await findUnboundedCache(applied);
  return reason === null ? null : { state: 'refused', reason: `${id}: ${reason}` };
}

/** Returns what an applied change caches without removal or expiry; null: nothing. */
export async function findUnboundedCache({
  worktree,
  before,
  after,
  changes,
}: AppliedHypothesis): Promise<string | null> {
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

/** Returns the first path that is or passes a symbolic link, which leads elsewhere; null: none. */
function linkOnTheWay(
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
async function lockIn(worktree: Worktree, tree: string, manifest: string): Promise<string | null> {
  for (let folder = dirname(manifest); ; folder = dirname(folder)) {
    for (const name of LOCKFILES) {
      const text = await textIn(worktree, tree, join(folder, name));
      if (text !== null) return text;
    }
    if (folder === '.') return null;
  }
}

/** Text of a file before and after a change; null where it does not exist. */
interface FileVersions {
  readonly before: string | null;
  readonly after: string | null;
}

const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
];

/**
 * Describes a forbidden change of package.json: it names a package that the lockfile did not have
 * (X814-16), or changes the scripts, which start the tests. null: there is none.
 * @param lockfile - Text of the lockfile before; null where there is none.
 */
function refuseManifestChange(manifest: FileVersions, lockfile: string | null): string | null {
  const [before, after] = [parse(manifest.before), parse(manifest.after)];
  if (after === null) return 'package.json can no longer be parsed';
  if (JSON.stringify(before?.scripts) !== JSON.stringify(after.scripts)) {
    return 'the package.json scripts are changed';
  }
  const had = new Set(namesIn(before));
  const added = namesIn(after).filter((name) => !had.has(name) && !isLocked(name, lockfile));
  if (added.length === 0) return null;
  return `package ${added.join(', ')} is new: it is not in the lockfile`;
}

type Manifest = Readonly<Record<string, unknown>>;

function parse(text: string | null): Manifest | null {
  const value = parseJsonOrNull(text);
  // Sound: an object of JSON has texts as keys.
  return typeof value === 'object' && value !== null ? (value as Manifest) : null;
}

function namesIn(manifest: Manifest | null): readonly string[] {
  return SECTIONS.flatMap((section) => {
    const value = manifest?.[section];
    if (Array.isArray(value)) return value.filter((packageName) => typeof packageName === 'string');
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  });
}

/** As npm, pnpm, yarn and bun write the name of a package that is installed. */
function isLocked(name: string, lockfile: string | null): boolean {
  if (lockfile === null) return false;
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
  return new RegExp(
    `"node_modules/${literal}"|^["' ]*/?${literal}@|^ {2}["']?${literal}["']?:|^ {4}"${literal}":`,
    'mu',
  ).test(lockfile);
}
