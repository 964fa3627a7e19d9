/**
 * What linters say of the places that people mended (`bench/audit/defects.jsonl`), with those of their public rules that
 * come nearest: each file alone, as it stood at the parent of the commit.
 *
 *   PERF_HARNESS_MIRRORS=<clones> node bench/audit-defects-linters.ts    both halves, anew
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { mirrorOf, mirrorsOf } from './audit/check-out.ts';
import { answerOf, folderOf, type LinterAnswer, type LinterEntry } from './audit/defect-linters.ts';
import type { Defect } from './audit/judge-defect.ts';
import { readLines } from './audit/read-lines.ts';
import { linters, type Place } from './audit-speed/linters.ts';
import { watchRun } from './audit-speed/watched-run.ts';
import { ROOT } from './built-package.ts';

const LIMIT_MS = 600_000;
const OUT = join(ROOT, 'bench/audit/defects-linters.jsonl');

const mirrors = mirrorsOf(process.env);
const defects = readLines<Defect>(join(ROOT, 'bench/audit/defects.jsonl'));
const tree = mkdtempSync(join(tmpdir(), 'audit-linters-'));
for (const [index, defect] of defects.entries()) {
  writeParent(defect, join(tree, folderOf(index, defect.file)));
}
const answers = defects.map(() => new Map<string, LinterAnswer>());
for (const { name, language, file, args, places: read } of linters(
  join(tmpdir(), 'audit-speed-tools'),
  mirrors,
)) {
  const run = await watchRun(file, args, { cwd: tree, limitMs: LIMIT_MS });
  if (!run.isDone) throw new Error(`${name} did not end`);
  const places = read(run.stdout).map((one): Place => ({ ...one, file: within(one.file) }));
  for (const [index, defect] of defects.entries()) {
    if (defect.file.endsWith('.py') !== (language === 'Python')) continue;
    answers[index]?.set(name, answerOf(name, defect, folderOf(index, defect.file), places));
  }
}
rmSync(tree, { recursive: true, force: true });
writeFileSync(
  OUT,
  defects
    .map(({ repository, commit, file, line, kind, half }, index) => {
      const id = `${repository}/${commit.slice(0, 10)}/${file}:${line}`;
      const entry: LinterEntry = {
        id,
        half,
        kind,
        answers: Object.fromEntries(answers[index] ?? []),
      };
      return `${JSON.stringify(entry)}\n`;
    })
    .join(''),
);
for (const half of new Set(defects.map((one) => one.half))) {
  const mine = answers.filter((_, index) => defects[index]?.half === half);
  const names = new Set(mine.flatMap((one) => [...one.keys()]));
  const counts = [...names].map((name) => {
    const all = mine.flatMap((one) => one.get(name) ?? []);
    const able = all.filter(({ nearest }) => nearest.length > 0).length;
    const reported = all.filter((one) => one.reported.length > 0).length;
    return `${name} ${reported} of ${all.length} (${able} of a kind that it has a rule for)`;
  });
  const any = mine.filter((one) => [...one.values()].some(({ reported }) => reported.length > 0));
  console.log(`${half}: ${counts.join(', ')}; any of them ${any.length} of ${mine.length}`);
}

function writeParent({ repository, parent, file }: Defect, path: string): void {
  const git = ['--git-dir', mirrorOf(mirrors, repository), 'show', `${parent}:${file}`];
  const { status, stdout } = spawnSync('git', git, { maxBuffer: 100_000_000 });
  if (status !== 0) throw new Error(`${repository} has no ${file} at ${parent}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stdout);
}

function within(file: string): string {
  return (isAbsolute(file) ? relative(tree, file) : file).replace(/^\.\//u, '');
}
