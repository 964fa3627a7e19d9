/**
 * Findings of `audit` in the repositories of `bench/audit/repositories.json`, to be judged by hand: every HIGH or
 * CRITICAL finding and a seeded sample of 100 others. The held-out half is run once, at the end.
 *
 *   node bench/audit-repositories.ts --half second      audits, and adds the findings to the list
 *   node bench/audit-repositories.ts --judged           share of judged findings that were right
 *
 * PERF_HARNESS_MIRRORS names a folder with clones (`owner+name/repo`). Places to judge are lines of
 * `.perf-harness/bench/audit-<half>.jsonl`; judged places are in `bench/audit/judged.jsonl.gz`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../harness/stats/seeded-random.ts';
import type { AuditFinding } from '../plugins/audit/document/audit-document.ts';
import { auditCommit } from './audit/audit-commit.ts';
import { findMirror, requireMirrorsFolder } from './audit/check-out-files.ts';
import { readGzippedJsonl } from './audit/read-gzipped-jsonl.ts';
import { ROOT } from './built-package.ts';

interface Repository {
  readonly repository: string;
  readonly commit: string;
  readonly half: string;
}

/** A finding, and whether who read it calls it right. */
interface Judged {
  readonly half: string;
  readonly repository: string;
  readonly rule: string;
  readonly location: string;
  readonly severity: AuditFinding['severity'];
  readonly right: boolean | null;
  readonly reason: string;
}

const AUDIT_TIMEOUT_MS = 900_000;
const SAMPLE = 100;
const SEED = 27;

const { values } = parseArgs({
  options: { half: { type: 'string', default: 'held-out' }, judged: { type: 'boolean' } },
});
const list = join(ROOT, '.perf-harness/bench', `audit-${values.half}.jsonl`);
if (values.judged === true) printJudged();
else if (existsSync(list)) throw new Error(`${list} is there: that half was looked at`);
else look();

function look(): void {
  const mirrors = requireMirrorsFolder(process.env);
  const all = JSON.parse(
    readFileSync(join(ROOT, 'bench/audit/repositories.json'), 'utf8'),
  ) as Repository[];
  const found = all
    .filter(({ half }) => half === values.half)
    .flatMap(({ repository, commit }) => {
      const { report } = auditCommit(findMirror(mirrors, repository), commit, {
        limitMs: AUDIT_TIMEOUT_MS,
      });
      if (report === null) throw new Error(`the audit of ${repository} came to no end`);
      const findings = report.categories.flatMap((category) =>
        category.status === 'completed' ? category.findings : [],
      );
      console.log(`${repository}: ${countsText(findings)}`);
      return findings.map((finding) => toJudge(repository, finding));
    });
  const first = found.filter(isSevere);
  const others = found.filter((finding) => !isSevere(finding));
  const sample = createRandom(SEED).shuffle(others).slice(0, SAMPLE);
  const lines = [...first, ...sample].map((finding) => `${JSON.stringify(finding)}\n`);
  writeFileSync(list, lines.join(''));
  console.log(`${first.length} of HIGH or CRITICAL, ${sample.length} of ${others.length} others`);
}

function toJudge(repository: string, { rule, location, severity }: AuditFinding): Judged {
  const { half } = values;
  return { half, repository, rule, location, severity, right: null, reason: '' };
}

function isSevere({ severity }: Pick<Judged, 'severity'>): boolean {
  return severity === 'CRITICAL' || severity === 'HIGH';
}

function countsText(findings: readonly AuditFinding[]): string {
  const counts = Object.entries(Object.groupBy(findings, ({ severity }) => severity));
  return counts.map(([severity, all = []]) => `${all.length} ${severity}`).join(', ');
}

function printJudged(): void {
  const judged = readGzippedJsonl<Judged>(join(ROOT, 'bench/audit/judged.jsonl.gz')).filter(
    ({ half }) => half === values.half,
  );
  const groups = { 'CRITICAL and HIGH': judged.filter(isSevere), all: judged };
  for (const [name, all] of Object.entries(groups)) {
    const read = all.filter(({ right }) => right !== null);
    const right = read.filter((judgement) => judgement.right === true).length;
    console.log(`${name}: ${right} of ${read.length} right, ${all.length - read.length} not read`);
  }
  const rules = Object.entries(Object.groupBy(judged, ({ rule }) => rule));
  for (const [rule, all = []] of rules.toSorted(([rule], [other]) => rule.localeCompare(other))) {
    console.log(`  ${rule}: ${all.filter(({ right }) => right === true).length} of ${all.length}`);
  }
}
