/**
 * Lines of the audit's code that changed nothing in public applications: those that ran in fewer than
 * two of the repositories of `bench/audit/repositories.json`, by V8's block coverage. An exemption
 * that never applied, and a pattern that never matched, has its result among them. Such code goes,
 * unless a requirement names it.
 *
 *   PERF_HARNESS_MIRRORS=<clones> node bench/audit-ablation.ts [--half development] [--file <part of path>]
 *
 * Repositories without a clone are left out and named. With --file, the lines themselves are printed,
 * each with the number of repositories in which it ran.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countLineExecutions } from '../profilers/execution-coverage/count-line-executions.ts';
import type { CoveredScript } from '../profilers/execution-coverage/v8-script-coverage.ts';
import { auditCommit } from './audit/audit-commit.ts';
import { findMirror, requireMirrorsFolder } from './audit/check-out-files.ts';
import repositories from './audit/repositories.json' with { type: 'json' };
import { ROOT } from './built-package.ts';

const AUDIT_TIMEOUT_MS = 1_500_000;
/** Fewest repositories in which a line must have run to stay. */
const FEWEST_REPOSITORIES = 2;
const AUDIT = /^plugins\/audit\//u;

const { values } = parseArgs({ options: { half: { type: 'string' }, file: { type: 'string' } } });
const mirrors = requireMirrorsFolder(process.env);
const wanted = repositories.filter(({ half }) => half === (values.half ?? half));
const present = wanted.filter(({ repository }) => existsSync(findMirror(mirrors, repository)));
for (const { repository } of wanted.filter((entry) => !present.includes(entry))) {
  console.error(`${repository}: no clone, left out`);
}

/** By file and line: the number of repositories in which the line ran. */
const repositoriesByLine = new Map<string, Map<number, number>>();
for (const [index, { repository, commit }] of present.entries()) {
  console.error(`[${index + 1} of ${present.length}] ${repository}`);
  addRepository(executedLines(repository, commit));
}
printTable();

/** Audits a commit and returns, by file of the audit, whether each of its lines ran. */
function executedLines(repository: string, commit: string): Map<string, Map<number, boolean>> {
  const coverage = mkdtempSync(join(tmpdir(), 'audit-ablation-'));
  process.env.NODE_V8_COVERAGE = coverage;
  // Facts of an earlier audit would keep the code that reads them from running.
  process.env.PERF_HARNESS_CACHE = join(coverage, 'cache');
  try {
    const mirror = findMirror(mirrors, repository);
    const { report } = auditCommit(mirror, commit, {
      flags: ['--with', 'lifecycle'],
      limitMs: AUDIT_TIMEOUT_MS,
    });
    if (report === null) throw new Error(`${repository}: the audit did not finish`);
    const executed = new Map<string, Map<number, boolean>>();
    for (const name of readdirSync(coverage).filter((file) => file.endsWith('.json'))) {
      const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
        readonly result: readonly CoveredScript[];
      };
      for (const script of result) addScript(script, executed);
    }
    return executed;
  } finally {
    delete process.env.NODE_V8_COVERAGE;
    rmSync(coverage, { recursive: true, force: true });
  }
}

function addScript(script: CoveredScript, executed: Map<string, Map<number, boolean>>): void {
  if (!script.url.startsWith('file:')) return;
  const file = relative(ROOT, fileURLToPath(script.url));
  if (!AUDIT.test(file)) return;
  const { lines } = countLineExecutions(file, readFileSync(join(ROOT, file), 'utf8'), script);
  const known = executed.get(file) ?? new Map<number, boolean>();
  for (const [line, { most }] of lines) known.set(line, known.get(line) === true || most > 0);
  executed.set(file, known);
}

function addRepository(executed: ReadonlyMap<string, ReadonlyMap<number, boolean>>): void {
  for (const [file, lines] of executed) {
    const counts = repositoriesByLine.get(file) ?? new Map<number, number>();
    for (const [line, ran] of lines) counts.set(line, (counts.get(line) ?? 0) + Number(ran));
    repositoriesByLine.set(file, counts);
  }
}

function printTable(): void {
  const rows = [...repositoriesByLine].map(([file, lines]) => ({
    file,
    all: lines.size,
    rare: [...lines.values()].filter((count) => count < FEWEST_REPOSITORIES).length,
  }));
  const sum = (of: 'all' | 'rare'): number => rows.reduce((total, row) => total + row[of], 0);
  console.log(
    `${present.length} repositories; of ${sum('all')} lines ${sum('rare')} ran in fewer than ${FEWEST_REPOSITORIES}`,
  );
  for (const { file, all, rare } of rows.toSorted((a, b) => b.rare - a.rare)) {
    if (rare > 0) console.log(`${String(rare).padStart(5)} of ${String(all).padStart(4)}  ${file}`);
    if (values.file !== undefined && file.includes(values.file)) printLines(file);
  }
}

function printLines(file: string): void {
  const counts = repositoriesByLine.get(file);
  const texts = readFileSync(join(ROOT, file), 'utf8').split('\n');
  for (const [index, text] of texts.entries()) {
    console.log(`${String(counts?.get(index + 1) ?? '').padStart(4)}  ${text}`);
  }
}
