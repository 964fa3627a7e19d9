import type { Host } from '../harness/host.ts';
import type { HistoryReport } from '../harness/model/documents/history-document.ts';
import { readAge } from '../harness/model/scenario/age.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import type { Config } from '../harness/scenario/config.ts';
import { checkRevision } from '../harness/snapshot/git/resolve-ref.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';

/** What of the history is looked at. */
export interface HistoryOptions {
  readonly config: Config;
  readonly view: HistoryReport['view'];
  /** Names; none: all. */
  readonly scenarios: readonly string[];
  /** Names; none: what verdicts rest on. */
  readonly metrics: readonly string[];
  /** ISO 8601; null: everything. */
  readonly since: string | null;
  /** Branch, tag or commit whose past it is; null: what is checked out. */
  readonly branch: string | null;
  readonly keepsUncommitted: boolean;
  readonly reports: readonly ReportChoice[];
}

/** As a command line says it. */
export interface HistoryWords extends ProjectWords, ReportWords {
  readonly scenarios?: readonly string[];
  readonly metric?: readonly string[];
  readonly since?: string;
  readonly branch?: string;
  readonly uncommitted?: boolean;
}

/** @throws UserError for a moment that is none, a reporter that there is not, and a bad configuration. */
export async function readHistory(
  host: Host,
  words: HistoryWords,
  view: HistoryReport['view'],
): Promise<HistoryOptions> {
  const { scenarios = [], metric: metrics = [], since, branch = null, uncommitted = false } = words;
  if (branch !== null) checkRevision(branch);
  return {
    config: await openProject(host, words),
    view,
    scenarios,
    metrics,
    since: since === undefined ? null : readSince(since, host.clock.now()),
    branch,
    keepsUncommitted: uncommitted,
    reports: readReports(host, words),
  };
}

/**
 * A day, a moment, or how long ago: `2026-01-31`, `30d`, `12w`, `6m`, `1y`.
 * @throws UserError for anything else.
 */
export function readSince(text: string, now: Date, option = '--since'): string {
  const agoMs = readAge(text);
  if (agoMs !== null) return new Date(now.getTime() - agoMs).toISOString();
  const moment = /^\d{4}-\d\d-\d\d/u.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(moment)) return new Date(moment).toISOString();
  throw badOption(
    `${option} takes a day or how long ago, not "${text}".`,
    `For example: ${option} 2026-01-31, ${option} 30d, 12w, 6m or 1y.`,
  );
}
