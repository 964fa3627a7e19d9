import { join } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { sortFindings } from '../scoring/sort-findings.ts';

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

/** File with the scores of a project's audits (SH6-13), relative to its root. */
export const TREND_FILE = 'docs/project/.audit/results_log.md';

const COLUMNS = [
  'Date',
  'Skill',
  'Metric',
  'Scale',
  'Score',
  'Status',
  'Delta',
  'Key Finding',
  'Commit',
];
const HEAD: readonly string[] = [
  `| ${COLUMNS.join(' | ')} |`,
  `| ${COLUMNS.map(() => '---').join(' | ')} |`,
];
const MOST_ROWS = 50;
/** In tenths: more than this is a change. */
const STABLE = 3;

interface TrendEntry {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly score: number;
  readonly keyFinding: string;
  /** Short name of the commit, or null. */
  readonly commit: string | null;
}

/** Returns the log with a new row, without its oldest rows; `earlier` null: there is no log yet. */
export function formatTrendLog(
  earlier: string | null,
  { date, score, keyFinding, commit }: TrendEntry,
): string {
  const lines = (earlier ?? '').split('\n').map((line) => line.trim());
  const rows = lines.filter((line) => /^\|\s*\d{4}-\d{2}-\d{2}\s*\|/u.test(line));
  const previous = rows.map(scoreOfRow).findLast((rowScore) => rowScore !== null) ?? null;
  // Text written above the table by hand is preserved.
  const start = lines.findIndex((line) => line.startsWith('|'));
  const above = (start === -1 ? lines : lines.slice(0, start)).join('\n').trim();
  const { status, delta } = formatScoreChange(score, previous);
  const cells = [
    date,
    'perf-harness audit',
    'overall_score',
    '0-10',
    score.toFixed(1),
    status,
    delta,
    plainCell(keyFinding),
    commit ?? 'N/A',
  ];
  const kept = [...rows, `| ${cells.join(' | ')} |`].slice(-MOST_ROWS);
  return [...(above === '' ? [] : [above, '']), ...HEAD, ...kept, ''].join('\n');
}

export function formatScoreChange(
  score: number,
  previous: number | null,
): { readonly status: string; readonly delta: string } {
  if (previous === null) return { status: 'baseline', delta: 'N/A' };
  const delta = score - previous;
  // Rounded to hundredths: 8.3 - 8.0 is a little more than 0.3 in binary.
  const tenths = Math.round(delta * 100) / 10;
  const sign = tenths > 0 ? '+' : '';
  const status = tenths > STABLE ? 'improving' : tenths < -STABLE ? 'declining' : 'stable';
  return {
    status,
    delta: `${sign}${(Math.round(tenths * 10) / 100).toFixed(2).replace(/0$/u, '')}`,
  };
}

function scoreOfRow(row: string): number | null {
  const cells = row.replaceAll('\\|', '').split('|');
  if (cells[3]?.trim() !== 'overall_score') return null;
  const score = Number(cells[5]?.trim());
  return Number.isFinite(score) ? score : null;
}

function plainCell(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\\|]/gu, '\\$&').replace(/</gu, '&lt;');
}
