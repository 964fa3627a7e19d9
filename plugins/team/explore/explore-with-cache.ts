import { createHash } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import { type Finding, git, type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { type Exploration, explorationSchema } from './code-exploration-document.ts';
import { type ExploreRequest, exploreCode } from './explore-code.ts';

const INDEX = 'cache-index.json';
const indexSchema = z.array(
  z
    .object({
      key: z.string(),
      scope: z.string(),
      focus: z.string(),
      commit: z.string().describe('Explored commit; each commit is explored separately.'),
      timestamp: z.iso.datetime(),
      result_file: z.string().regex(/^[\w-]+\.json$/u),
    })
    .strict()
    .readonly(),
);
type Entry = z.infer<typeof indexSchema>[number];

/** Options of an exploration that is cached in the session. */
export interface CachedExploreRequest extends ExploreRequest {
  /** Focus of the exploration, as stated. */
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
  const { root, scope, focus, folder, signal } = request;
  try {
    const commit = await cleanCommit(host, { root, folder, signal });
    const entries = readIndex(host, folder);
    const known = commit === null ? null : find(host, folder, entries, { scope, focus, commit });
    if (known !== null) return { state: 'kept', exploration: known };
    const exploration = await exploreCode(host, request);
    keep(host, request, { entries, commit, exploration });
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

/** Reads the index; an unreadable index is deleted, since its contents can be recreated. */
function readIndex({ files }: Host, folder: string): readonly Entry[] {
  const text = files.read(join(folder, INDEX));
  if (text === null) return [];
  try {
    return indexSchema.parse(JSON.parse(text));
  } catch {
    files.remove(join(folder, INDEX));
    return [];
  }
}

type Asked = Pick<Entry, 'scope' | 'focus' | 'commit'>;

function keyOf({ scope, focus, commit }: Asked): string {
  return createHash('sha256')
    .update(JSON.stringify([scope, focus, commit]))
    .digest('hex');
}

function find(
  { files }: Host,
  folder: string,
  entries: readonly Entry[],
  asked: Asked,
): Exploration | null {
  const entry = entries.find(({ key }) => key === keyOf(asked));
  const text = entry === undefined ? null : files.read(join(folder, entry.result_file));
  if (text === null) return null;
  try {
    return explorationSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

interface Made {
  readonly entries: readonly Entry[];
  readonly commit: string | null;
  readonly exploration: Exploration;
}

/** Stores an exploration; drops stale entries: same question, other commits, or no result. */
function keep(
  host: Host,
  request: CachedExploreRequest,
  { entries, commit, exploration }: Made,
): void {
  const { folder, scope, focus } = request;
  const { files, clock } = host;
  if (commit === null) return;
  const key = keyOf({ scope, focus, commit });
  const result_file = `${key.slice(0, 16)}.json`;
  const isFresh = (entry: Entry): boolean =>
    entry.key !== key && entry.commit === commit && files.isFile(join(folder, entry.result_file));
  const fresh = entries.filter(isFresh);
  files.writeAtomic(join(folder, result_file), `${JSON.stringify(exploration, null, 2)}\n`);
  const timestamp = clock.now().toISOString();
  const all = [...fresh, { key, scope, focus, commit, timestamp, result_file }];
  files.writeAtomic(join(folder, INDEX), `${JSON.stringify(all, null, 2)}\n`);
  const used = new Set(all.map((entry) => entry.result_file));
  for (const stale of entries.filter((entry) => !used.has(entry.result_file))) {
    files.removeIfAllowed(join(folder, stale.result_file));
  }
}
