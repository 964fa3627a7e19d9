/**
 * Recall of `audit` on defects that maintainers fixed (`bench/audit/defects.jsonl.gz`): it must report the place at
 * the parent of each fix and not at the fix. The held-out half is run once, at the end.
 *
 *   node bench/audit-defects.ts                    the development half, what is not in the journal yet
 *   node bench/audit-defects.ts --half second      a half that was never run; held-out was run
 *   node bench/audit-defects.ts --kind scope-too-wide
 *   node bench/audit-defects.ts --round 2          once more, after something was changed
 *
 * PERF_HARNESS_MIRRORS names a folder with clones (`owner+name/repo`). Only the folder of the package or application
 * that holds the file is audited, so a monorepo does not take minutes.
 */
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AuditReport } from '../plugins/audit/document/audit-document.ts';
import { auditCommit } from './audit/audit-commit.ts';
import { findMirror, requireMirrorsFolder } from './audit/check-out-files.ts';
import { defectsTable } from './audit/defects-table.ts';
import { type Defect, type DefectEntry, judgeDefect } from './audit/judge-defect.ts';
import { readGzippedJsonl } from './audit/read-gzipped-jsonl.ts';
import { ROOT } from './built-package.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

const AUDIT_TIMEOUT_MS = 300_000;

const { values } = parseArgs({
  options: {
    half: { type: 'string', default: 'development' },
    kind: { type: 'string' },
    round: { type: 'string', default: '1' },
  },
});
const mirrors = requireMirrorsFolder(process.env);
const round = Number(values.round);
const journal = openBenchJournal<DefectEntry>(
  join(ROOT, '.perf-harness/bench/audit-defects.jsonl'),
);
const provenance = readProvenance();
/** Cache shared by all commits, so that each version of a file is read only once. */
process.env.PERF_HARNESS_CACHE ??= join(tmpdir(), 'audit-defects-cache');
const defects = readGzippedJsonl<Defect>(join(ROOT, 'bench/audit/defects.jsonl.gz')).filter(
  ({ half, kind }) => half === values.half && kind === (values.kind ?? kind),
);

for (const defect of defects) {
  const { repository, commit, parent, file, line, kind } = defect;
  const id = `${round}/${repository}/${commit.slice(0, 10)}/${file}:${line}`;
  if (journal.entries().some((entry) => entry.id === id)) continue;
  const before = auditAt(repository, parent, file);
  const after = auditAt(repository, commit, defect.mended_file ?? file);
  const judged = judgeDefect(defect, before, after);
  journal.append({ ...provenance, id, round, kind, repository, ...judged });
  console.error(`${kind} ${repository} ${file}:${line}: ${judged.before}, then ${judged.after}`);
}

const done = journal.entries().filter((entry) => entry.round === round);
const mine = done.filter((entry) =>
  defects.some(({ commit }) => entry.id.includes(commit.slice(0, 10))),
);
console.log(defectsTable(mine));

/** Audits a commit; null: it could not be checked out or audited. */
function auditAt(repository: string, commit: string, file: string): AuditReport | null {
  const mirror = findMirror(mirrors, repository);
  const { report, missing } = auditCommit(mirror, commit, {
    top: topOf(mirror, commit, file),
    files: [file],
    limitMs: AUDIT_TIMEOUT_MS,
  });
  return missing.size > 0 ? null : report;
}

/** Returns the nearest folder above a file with a manifest, except the root; empty: none. */
function topOf(mirror: string, commit: string, file: string): string {
  const parts = file.split('/').slice(0, -1);
  const manifests = ['package.json', 'pyproject.toml', 'setup.py', 'requirements.txt'];
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const folder = parts.slice(0, depth).join('/');
    const names = spawnSync(
      'git',
      ['-C', mirror, 'ls-tree', '--name-only', `${commit}:${folder}`],
      {
        encoding: 'utf8',
      },
    ).stdout.split('\n');
    if (names.some((name) => manifests.includes(name))) return folder;
  }
  return '';
}
