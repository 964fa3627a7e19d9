import { EXIT, type Finding, git, type Host, UserError } from 'perf-harness/plugin';
import type { AuditFinding, CompletedCategory } from '../document/audit-document.ts';
import { recountCategory } from '../scoring/category-score.ts';

export interface ChangedLines {
  /** As it was named. */
  readonly since: string;
  readonly has: (file: string, line: number, endLine: number) => boolean;
  /** True if anything in a file has changed. */
  readonly touches: (file: string) => boolean;
}

/** First and last line, from 1. */
type Range = readonly [number, number];

/** Returns working-tree lines a commit lacks. @throws UserError if git knows no such commit. */
export async function readChangedLines(
  host: Host,
  root: string,
  since: string,
  signal: AbortSignal,
): Promise<ChangedLines> {
  const run = async (...args: readonly string[]): Promise<string> => {
    const { exit, stdout, stderr, timedOut } = await git.tryGit(host, args, { cwd: root, signal });
    if (exit.type === 'code' && exit.code === 0 && !timedOut) return stdout;
    throw new UserError({
      code: 'changed-ref',
      message: `git cannot list the changes since ${since}: ${reasonOf(stderr)}.`,
      remedy: 'Pass a commit, branch or tag of this repository; a shallow clone may lack it.',
      exitCode: EXIT.baseline,
    });
  };
  const commit = (
    await run('rev-parse', '--verify', '--quiet', '--end-of-options', `${since}^{commit}`)
  ).trim();
  const form = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--relative'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  const diff = await run('diff', ...form, ...prefixes, commit, '--', '.');
  const added = await run('ls-files', '--others', '--exclude-standard', '-z', '--', '.');
  const ranges = parseDiff(diff);
  const whole = new Set(added.split('\0').filter((name) => name !== ''));
  return {
    since,
    touches: (file) => whole.has(file) || ranges.has(file),
    has: (file, line, endLine) =>
      whole.has(file) ||
      (ranges.get(file) ?? []).some(([first, last]) => first <= endLine && line <= last),
  };
}

/** Returns the error of git, which prints nothing for a single commit that does not exist. */
function reasonOf(stderr: string): string {
  return stderr.trim().split('\n')[0] || 'the repository has no such commit';
}

/** Lines that the new side of a diff without context has, by file. */
export function parseDiff(diff: string): ReadonlyMap<string, readonly Range[]> {
  const found = new Map<string, Range[]>();
  let ranges: Range[] = [];
  // Remaining lines of a hunk, since one of them may look like a file header.
  let left = 0;
  for (const line of diff.split('\n')) {
    if (left > 0 && /^[-+]/u.test(line)) {
      left -= 1;
      continue;
    }
    const file = /^\+\+\+ (?:"b\/(.*)"|b\/(.*?))\t?$/u.exec(line);
    if (file !== null) {
      ranges = [];
      found.set(file[1] ?? file[2] ?? '', ranges);
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(line);
    if (hunk === null) continue;
    const [removed, first, count] = [hunk[1] ?? '1', hunk[2], hunk[3] ?? '1'].map(Number);
    left = (removed ?? 0) + (count ?? 0);
    if (first !== undefined && count !== undefined && count > 0) {
      ranges.push([first, first + count - 1]);
    }
  }
  return found;
}

/**
 * Removes findings on unchanged lines, since old defects are not caused by this change. A change may
 * cause a measured defect from afar, such as a loop around the call of a function that queries: it is
 * then on one of the lines of its evidence.
 */
export function filterByChangedLines(
  categories: readonly CompletedCategory[],
  changed: ChangedLines,
): { readonly categories: readonly CompletedCategory[]; readonly findings: readonly Finding[] } {
  const isNew = ({ file, line, end_line: end, evidence_class, evidence }: AuditFinding): boolean =>
    changed.has(file, line, end) ||
    (evidence_class === 'measured' &&
      evidence.some((place) => changed.has(place.file, place.line, place.line)));
  const kept = categories.map((category) =>
    recountCategory(category, {
      findings: category.findings.filter(isNew),
      advisory: category.advisory.filter(({ finding }) => isNew(finding)),
      suppressed: category.suppressed.filter(({ finding }) => isNew(finding)),
    }),
  );
  const count = (all: readonly CompletedCategory[]): number =>
    all.reduce((sum, category) => sum + category.total_issues, 0);
  const left = count(categories) - count(kept);
  if (left === 0) return { categories: kept, findings: [] };
  const message = `${left} ${left === 1 ? 'finding is' : 'findings are'} on lines unchanged since ${changed.since} and ${left === 1 ? 'counts' : 'count'} only in a full audit.`;
  return { categories: kept, findings: [{ id: 'audit-unchanged', level: 'info', message }] };
}
