/**
 * Asks every candidate the questions and writes what came of it to `result.json`.
 *
 *   node bench/analysis-trial/run.ts            all of them
 *   node bench/analysis-trial/run.ts ty pyright those
 *
 * PERF_HARNESS_TRIAL names a folder with the repositories at their commits (`owner+name`),
 * PERF_HARNESS_TRIAL_INSTALLED one with the same and their dependencies, PERF_HARNESS_TRIAL_PYTHON a Python that has
 * those of the Python ones. PERF_HARNESS_TRIAL_COLD has two projects of 500 files, `script` and `python`, each with
 * a `question.json`. Candidates come from this folder's `package.json` and `requirements.txt`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../../harness/stats/quantile.ts';
import { isHeldOut, KINDS, type Outcome, outcomeOf, type Question, questions } from './question.ts';
import { checkedOut, type Language, repositories } from './repositories.ts';

const CANDIDATES = {
  'own readers, script': ['own', '-', 'script'],
  'TypeScript 7': ['typescript', '7', 'script'],
  'TypeScript 5.9': ['typescript', '5', 'script'],
  'oxc-parser and eslint-scope': ['oxc', '-', 'script'],
  'own readers, Python': ['own', '-', 'python'],
  ty: ['language-server', 'ty', 'python'],
  pyright: ['language-server', 'pyright', 'python'],
  jedi: ['jedi', '-', 'python'],
} as const;
/** They read no dependencies, so that there is nothing to install. */
const READ_NO_PACKAGES: readonly string[] = ['own', 'oxc'];
const LONGEST_MS = 400_000;
const COLD_ROUNDS = 3;

type Tally = Record<Outcome, number>;

export interface CandidateResult {
  readonly candidate: string;
  readonly language: Language;
  /** Whether dependencies of the projects were installed. */
  readonly installed: boolean;
  readonly kinds: Readonly<Record<string, Tally>>;
  /** Of these, what was drawn and judged after adapters were corrected. */
  readonly heldOut: Tally;
  /** From the start to the first answer about a project of 500 files, and most memory; null: not measured. */
  readonly cold: { readonly ms: number; readonly mb: number } | null;
}

interface Line {
  readonly id?: number;
  readonly given?: string | null;
  readonly failure?: string;
  readonly firstMs?: number;
  readonly mb?: number;
}

const file = new URL('result.json', import.meta.url);
const results: CandidateResult[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const wanted = process.argv.slice(2);
for (const [candidate, [adapter, version, language]] of Object.entries(CANDIDATES)) {
  if (wanted.length > 0 && !wanted.includes(candidate)) continue;
  for (const installed of READ_NO_PACKAGES.includes(adapter) ? [false] : [false, true]) {
    const all = installed ? process.env.PERF_HARNESS_TRIAL_INSTALLED : process.env.PERF_HARNESS_TRIAL;
    const own = repositories.filter((one) => one.language === language);
    const about = questions.filter((one) => own.some(({ repository }) => repository === one.repository));
    const lines = own.flatMap((one) =>
      ask(adapter, version, installed, {
        ...one,
        root: checkedOut(one, all ?? ''),
        questions: about.filter(({ repository }) => repository === one.repository),
      }),
    );
    const answers = new Map(lines.map(({ id, given = null }) => [id, given]));
    const count = (some: readonly Question[]): Tally => tally(some, answers);
    const kinds = KINDS.map((kind) => [kind, count(about.filter((one) => one.kind === kind))]);
    const result: CandidateResult = {
      candidate,
      language,
      installed,
      kinds: Object.fromEntries(kinds),
      heldOut: count(about.filter(isHeldOut)),
      cold: installed ? null : coldOf(adapter, version, language),
    };
    const at = results.findIndex((one) => one.candidate === candidate && one.installed === installed);
    results.splice(at === -1 ? results.length : at, at === -1 ? 0 : 1, result);
    writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  }
}

function ask(adapter: string, version: string, installed: boolean, asked: object): readonly Line[] {
  const { PERF_HARNESS_TRIAL_PYTHON: python, ...others } = process.env;
  const env = installed ? { ...others, PERF_HARNESS_TRIAL_PYTHON: python } : others;
  const script = new URL('ask.ts', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [script, adapter, version, JSON.stringify(asked)],
    { encoding: 'utf8', env, timeout: LONGEST_MS },
  );
  const lines = stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line);
  for (const { id, failure } of lines) {
    if (failure !== undefined) process.stderr.write(`${adapter} ${id}: ${failure}\n`);
  }
  if (lines.at(-1)?.mb === undefined) process.stderr.write(`${adapter} did not end: ${stderr}\n`);
  return lines;
}

function coldOf(adapter: string, version: string, language: Language): CandidateResult['cold'] {
  const folder = process.env.PERF_HARNESS_TRIAL_COLD;
  if (folder === undefined) return null;
  const root = join(folder, language);
  const question = JSON.parse(readFileSync(join(root, 'question.json'), 'utf8')) as Question;
  const rounds = Array.from({ length: COLD_ROUNDS }, () =>
    ask(adapter, version, false, { root, folder: '.', language, questions: [question] }).at(-1),
  );
  return {
    ms: median(rounds.map((one) => one?.firstMs ?? 0)),
    mb: median(rounds.map((one) => one?.mb ?? 0)),
  };
}

function tally(some: readonly Question[], answers: ReadonlyMap<number | undefined, string | null>): Tally {
  const count: Tally = { right: 0, wrong: 0, none: 0 };
  for (const question of some) count[outcomeOf(question, answers.get(question.id) ?? null)] += 1;
  return count;
}
