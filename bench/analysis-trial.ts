/**
 * Asks readers of code the questions of the trial, and writes what came of it to `analysis-trial/results.jsonl`. Those that are not
 * chosen are there with what they answered: their adapters are in the history of this folder.
 *
 *   node bench/analysis-trial.ts
 *
 * PERF_HARNESS_TRIAL names a folder with the repositories at their commits (`owner+name`),
 * PERF_HARNESS_TRIAL_INSTALLED one with the same and their dependencies, and PERF_HARNESS_TRIAL_COLD one with a
 * project of 500 files for each language, in which `question.json` is a question.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from '../harness/stats/descriptive-statistics.ts';
import {
  analysisTable,
  type CandidateResult,
  type Tally,
} from './analysis-trial/analysis-table.ts';
import {
  isHeldOut,
  judgeAnswer,
  parseJsonLines,
  QUESTION_KINDS,
  type TrialQuestion,
  trialQuestions,
} from './analysis-trial/trial-questions.ts';
import {
  checkoutFolder,
  type Language,
  trialRepositories,
} from './analysis-trial/trial-repositories.ts';

/** By their names on the page: adapter and language. */
const CANDIDATES = { 'TypeScript 7': ['typescript', 'script'] } as const;
const LONGEST_MS = 400_000;
const COLD_ROUNDS = 3;

interface Line {
  readonly id?: number;
  readonly given?: string | null;
  readonly cpuMs?: number;
  readonly mb?: number;
}

const file = new URL('analysis-trial/results.jsonl', import.meta.url);
const results = parseJsonLines<CandidateResult>(readFileSync(file, 'utf8'));
for (const [candidate, [adapter, language]] of Object.entries(CANDIDATES)) {
  for (const installed of [false, true]) {
    const at = results.findIndex(
      (result) => result.candidate === candidate && result.installed === installed,
    );
    const result = resultOf(candidate, adapter, language, installed);
    results.splice(at === -1 ? results.length : at, at === -1 ? 0 : 1, result);
  }
}
writeFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
process.stdout.write(`${analysisTable(results)}\n`);

function resultOf(
  candidate: string,
  adapter: string,
  language: Language,
  installed: boolean,
): CandidateResult {
  const { PERF_HARNESS_TRIAL = '', PERF_HARNESS_TRIAL_INSTALLED = '' } = process.env;
  const own = trialRepositories.filter((repository) => repository.language === language);
  const about = trialQuestions.filter(({ repository }) =>
    own.some((ownRepository) => ownRepository.repository === repository),
  );
  const lines = own.flatMap((ownRepository) =>
    ask(adapter, {
      ...ownRepository,
      root: checkoutFolder(
        ownRepository,
        installed ? PERF_HARNESS_TRIAL_INSTALLED : PERF_HARNESS_TRIAL,
      ),
      questions: about.filter(({ repository }) => repository === ownRepository.repository),
    }),
  );
  const answers = new Map(lines.map(({ id, given = null }) => [id, given]));
  const count = (some: readonly TrialQuestion[]): Tally => tally(some, answers);
  return {
    candidate,
    language,
    installed,
    kinds: Object.fromEntries(
      QUESTION_KINDS.map((kind) => [
        kind,
        count(about.filter((question) => question.kind === kind)),
      ]),
    ),
    heldOut: count(about.filter(isHeldOut)),
    cold: installed ? null : coldOf(adapter, language),
  };
}

function ask(adapter: string, asked: object): readonly Line[] {
  const script = new URL('analysis-trial-child.ts', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, adapter, JSON.stringify(asked)],
    {
      encoding: 'utf8',
      timeout: LONGEST_MS,
    },
  );
  if (status !== 0) throw new Error(`${adapter} ended with ${status}: ${stderr}`);
  return parseJsonLines(stdout);
}

function coldOf(adapter: string, language: Language): CandidateResult['cold'] {
  const folder = process.env.PERF_HARNESS_TRIAL_COLD;
  if (folder === undefined) return null;
  const root = join(folder, language);
  const question = JSON.parse(readFileSync(join(root, 'question.json'), 'utf8')) as TrialQuestion;
  const rounds = Array.from({ length: COLD_ROUNDS }, () =>
    ask(adapter, { root, folder: '.', language, questions: [question] }).at(-1),
  );
  return {
    cpuMs: median(rounds.map((round) => round?.cpuMs ?? 0)),
    mb: median(rounds.map((round) => round?.mb ?? 0)),
  };
}

function tally(
  some: readonly TrialQuestion[],
  answers: ReadonlyMap<number | undefined, string | null>,
): Tally {
  const count: Tally = { right: 0, wrong: 0, none: 0 };
  for (const question of some) {
    count[judgeAnswer(question, answers.get(question.id) ?? null)] += 1;
  }
  return count;
}
