/**
 * False positives of `audit` on look-alikes (`bench/audit/look-alikes.jsonl.gz`): places in public code, each with the
 * reason why a maintainer would change nothing there. A place counts as reported if a finding of its rule, or its
 * evidence, lies within two lines of it, findings that need context included. Exits with 1 if a place is reported or
 * could not be audited.
 *
 *   PERF_HARNESS_MIRRORS=<clones> node bench/audit-look-alikes.ts
 *   node bench/audit-look-alikes.ts --repository outline/outline
 *
 * Each repository is audited once, as a whole, at its commit. Held-out places are left out.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AuditReport } from '../plugins/audit/document/audit-document.ts';
import { auditCommit } from './audit/audit-commit.ts';
import { findMirror, requireMirrorsFolder } from './audit/check-out-files.ts';
import { readGzippedJsonl } from './audit/read-gzipped-jsonl.ts';
import { ROOT } from './built-package.ts';

/** A place that resembles what a rule searches for, but is not a defect. */
interface LookAlike {
  readonly repository: string;
  readonly commit: string;
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  /** Reason why nothing should be changed there. */
  readonly why: string;
}

/** `dismissed`: the rule matched but an exemption applied. `silent`: the rule did not match. */
type Said = 'reported' | 'dismissed' | 'silent' | 'unread';

const AUDIT_TIMEOUT_MS = 600_000;
const NEAR = 2;

const { values } = parseArgs({ options: { repository: { type: 'string' } } });
const mirrors = requireMirrorsFolder(process.env);
const places = readGzippedJsonl<LookAlike>(join(ROOT, 'bench/audit/look-alikes.jsonl.gz')).filter(
  ({ repository }) => repository === (values.repository ?? repository),
);

const said: { readonly rule: string; readonly what: Said }[] = [];
const trees = Object.groupBy(places, ({ repository, commit }) => `${repository} ${commit}`);
for (const there of Object.values(trees)) if (there !== undefined) look(there);

const byRule = Object.entries(Object.groupBy(said, ({ rule }) => rule));
for (const [rule, all = []] of byRule.toSorted(([ruleName], [other]) =>
  ruleName.localeCompare(other),
)) {
  const many = (what: Said) => all.filter((entry) => entry.what === what).length;
  const unread = many('unread') === 0 ? '' : `, ${many('unread')} not looked at`;
  console.log(
    `${rule}: ${many('reported')} of ${all.length} reported, ${many('dismissed')} dismissed, ${many('silent')} not matched${unread}`,
  );
}
const wrong = said.filter(({ what }) => what === 'reported' || what === 'unread').length;
console.log(`all: ${wrong} of ${said.length} reported or not looked at`);
process.exitCode = wrong === 0 && said.length > 0 ? 0 : 1;

/** Audits one repository and reports the outcome of its places. */
function look(there: readonly LookAlike[]): void {
  const [{ repository, commit } = { repository: '', commit: '' }] = there;
  const { report, missing } = auditCommit(findMirror(mirrors, repository), commit, {
    files: there.map(({ file }) => file),
    flags: ['--with', 'lifecycle'],
    limitMs: AUDIT_TIMEOUT_MS,
  });
  for (const place of there) {
    const what = report === null || missing.has(place.file) ? 'unread' : saidOf(report, place);
    said.push({ rule: place.rule, what });
    console.error(`${what} ${place.rule} ${repository} ${place.file}:${place.line}`);
  }
}

function saidOf({ categories }: AuditReport, { rule, file, line }: LookAlike): Said {
  const completed = categories.filter((category) => category.status === 'completed');
  if (completed.length !== categories.length) return 'unread';
  const isHere = (at: { readonly file: string; readonly line: number }, end = at.line): boolean =>
    at.file === file && line >= at.line - NEAR && line <= end + NEAR;
  const isReported = completed
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.rule === rule)
    .some(
      (finding) => isHere(finding, finding.end_line) || finding.evidence.some((at) => isHere(at)),
    );
  if (isReported) return 'reported';
  return completed.some(({ dismissed }) =>
    dismissed.some((finding) => finding.rule === rule && isHere(finding, finding.end_line)),
  )
    ? 'dismissed'
    : 'silent';
}
