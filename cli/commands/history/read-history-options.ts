import type { HistoryOptions } from '../../../api/history/history-report-options.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { parseAge } from '../../../harness/model/value/parse-time-or-age.ts';
import { openProject } from '../../../harness/scenario/project-config.ts';
import { checkRevision } from '../../../harness/snapshot/git/resolve-ref.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import type { HISTORY_VIEW_OPTIONS } from './history-command-options.ts';

export type HistoryViewCall = Call<typeof HISTORY_VIEW_OPTIONS>;

/** Default period of a digest. */
const A_WEEK = '7d';

/** @throws UserError for an invalid time, and for an invalid configuration. */
export async function readHistoryOptions(
  { host, words, flags, options }: HistoryViewCall,
  view: HistoryOptions['view'],
): Promise<HistoryOptions> {
  const { metric: metrics, branch, uncommitted: keepsUncommitted } = options;
  const since = options.since ?? (view === 'digest' ? A_WEEK : null);
  if (branch !== null) checkRevision(branch);
  return {
    config: await openProject(host, flags),
    view,
    scenarios: view === 'show' ? [] : words,
    metrics,
    since: since === null ? null : readSince(since, host.clock.now()),
    branch,
    keepsUncommitted,
  };
}

/**
 * A day, a moment, or how long ago: `2026-01-31`, `30d`, `12w`, `6m`, `1y`.
 * @throws UserError for anything else.
 */
export function readSince(text: string, now: Date, option = '--since'): string {
  const agoMs = parseAge(text);
  if (agoMs !== null) return new Date(now.getTime() - agoMs).toISOString();
  const moment = /^\d{4}-\d\d-\d\d/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(moment)) return new Date(moment).toISOString();
  throw optionError(
    `${option} takes a date or an age, not "${text}".`,
    `For example: ${option} 2026-01-31, ${option} 30d, 12w, 6m or 1y.`,
  );
}
