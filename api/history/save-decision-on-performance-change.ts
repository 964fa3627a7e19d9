import {
  addDecision,
  type ChangeDecision,
} from '../../harness/history/store/user-notes-and-decisions.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryChange } from '../../harness/model/documents/history-document.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { buildHistoryReport } from './build-history-report.ts';
import { readGitAuthor } from './history-git-queries.ts';
import type { HistoryOptions } from './history-report-options.ts';
import { resolveHistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** A decision on a change, as requested. */
export interface DecisionRequest extends Pick<ChangeDecision, 'decision' | 'reason'> {
  /** Identifier of the change, or a prefix of it. */
  readonly change: string;
}

/**
 * Saves a decision on a change, with the author's name from git.
 * @throws UserError if there is no such change.
 */
export async function decideChange(
  host: Host,
  options: HistoryOptions,
  { change, decision, reason }: DecisionRequest,
  signal: AbortSignal,
): Promise<ChangeDecision> {
  const { trends } = await buildHistoryReport(host, options, signal);
  const found = findChange(
    trends.flatMap(({ changes }) => changes),
    change,
  );
  const made: ChangeDecision = {
    change: found.id,
    decision,
    reason,
    author: await readGitAuthor(host, options.config.root, signal),
    decidedAt: host.clock.now().toISOString(),
  };
  const place = resolveHistoryStorageLocation(host, options.config);
  // Stored where everyone who reads the history sees it.
  if (place.database === null) addDecision(host.files, place.stateFolder, made);
  else await withHistory(host, place, ({ store }) => store.addDecisions([made]));
  return made;
}

function findChange(changes: readonly HistoryChange[], key: string): HistoryChange {
  const fitting = key === '' ? [] : changes.filter(({ id }) => id.startsWith(key));
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
  const ids = changes.map(({ id }) => id);
  throw new UserError({
    code: 'history-change',
    message:
      only === undefined ? `There is no change "${key}".` : `"${key}" matches several changes.`,
    remedy: `${didYouMean(key, ids)} List them: perf-harness history changes`.trim(),
  });
}
