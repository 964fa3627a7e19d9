import { createHash } from 'node:crypto';
import { basename, dirname, join, relative } from 'node:path';
import { type Finding, git, type Host, storage, UserError } from 'perf-harness/plugin';
import {
  type Exploration,
  type ExploreRequest,
  explorationSchema,
  exploreCode,
} from './map-code-modules-and-hot-paths.ts';

/** Leading digits of the commit in the name of a stored exploration. */
const COMMIT_DIGITS = 12;
const STORED = /^[0-9a-f]{12}-[0-9a-f]{16}\.json$/u;

export interface CachedExploreRequest extends ExploreRequest {
  readonly focus: string;
  /** `explorations/` of the session, absolute. */
  readonly folder: string;
}

/** Outcome of an exploration. A failure is reported, and the work continues without it (TPX-03). */
export type ExplorationOutcome =
  | { readonly state: 'explored' | 'kept'; readonly exploration: Exploration }
  | { readonly state: 'failed'; readonly finding: Finding };

/**
 * Explores a scope, or returns a cached exploration of the same scope, focus and commit (TPX-02).
 * Uncommitted code is explored anew each time, since nothing identifies its state.
 * @throws UserError where there is no such scope.
 */
export async function exploreWithCache(
  host: Host,
  request: CachedExploreRequest,
): Promise<ExplorationOutcome> {
  const { root, scope, folder, signal } = request;
  try {
    const commit = await cleanCommit(host, { root, folder, signal });
    const path = commit === null ? null : pathOf(request, commit);
    const stored = path === null ? null : storage.tryParseJson(host.files.read(path));
    const known = explorationSchema.safeParse(stored);
    if (known.success) return { state: 'kept', exploration: known.data };
    const exploration = await exploreCode(host, request);
    if (path !== null) keep(host, path, exploration);
    return { state: 'explored', exploration };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError && error.code === 'team-scope-not-found') throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `Cannot explore ${scope}, so work continues without the exploration. Reason: ${why}`;
    return { state: 'failed', finding: { id: 'team-not-explored', level: 'warning', message } };
  }
}

/** Returns the checked-out commit's full hash; null: none, or uncommitted changes. */
async function cleanCommit(
  host: Host,
  { root, folder, signal }: Pick<CachedExploreRequest, 'root' | 'folder' | 'signal'>,
): Promise<string | null> {
  const options = { cwd: root, signal };
  // Files written by the session itself do not belong to the project.
  const session = relative(root, dirname(folder));
  const isInside = session !== '' && !session.startsWith('..');
  const without = isInside ? [`:(exclude)${session}`] : [];
  const args = ['status', '--porcelain', '--', '.', ...without];
  const status = await git.gitOrNull(host, args, options);
  return status === '' ? git.gitOrNull(host, ['rev-parse', '--verify', 'HEAD'], options) : null;
}

/** Path of a stored exploration: its name says for which commit, scope and focus. */
function pathOf({ folder, scope, focus }: CachedExploreRequest, commit: string): string {
  const requestHash = createHash('sha256')
    .update(JSON.stringify([scope, focus]))
    .digest('hex');
  return join(folder, `${commit.slice(0, COMMIT_DIGITS)}-${requestHash.slice(0, 16)}.json`);
}

function keep({ files }: Host, path: string, exploration: Exploration): void {
  files.writeAtomic(path, `${JSON.stringify(exploration, null, 2)}\n`);
  const [folder, commit] = [dirname(path), basename(path).slice(0, COMMIT_DIGITS)];
  for (const name of files.list(folder)) {
    if (STORED.test(name) && !name.startsWith(commit)) files.removeIfAllowed(join(folder, name));
  }
}
