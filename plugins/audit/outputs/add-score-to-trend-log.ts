import { join } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { sortFindings } from '../scoring/sort-findings.ts';
import { formatTrendLog, TREND_FILE } from './audit-score-trend-log.ts';

/** Adds the score to the project's trend log; an audit without a score adds nothing. */
export async function addScoreToTrendLog(
  host: Host,
  { root, date, overall_score: score, categories }: AuditReport,
  signal: AbortSignal,
): Promise<void> {
  if (score === null) return;
  const found = categories.flatMap((category) =>
    category.status === 'completed' ? category.findings : [],
  );
  const [worst] = sortFindings(found);
  const keyFinding =
    worst === undefined ? 'none' : `${worst.severity} ${worst.rule} at ${worst.location}`;
  const path = join(root, TREND_FILE);
  const commit = await shortCommit(host, root, signal);
  const log = formatTrendLog(host.files.read(path), { date, score, keyFinding, commit });
  host.files.writeAtomic(path, log);
}

/** Returns the short name of the commit; null outside a repository or without git. */
async function shortCommit(host: Host, root: string, signal: AbortSignal): Promise<string | null> {
  const args = ['rev-parse', '--short', '--verify', '--quiet', 'HEAD'];
  const result = await git.tryGit(host, args, { cwd: root, signal }).catch(() => null);
  signal.throwIfAborted();
  const name = result?.stdout.trim() ?? '';
  return name === '' ? null : name;
}
