/** Questions of the trial, and the judgement of answers. */
import { fileURLToPath } from 'node:url';
import { readGzippedJsonl } from '../audit/read-gzipped-jsonl.ts';

export const QUESTION_KINDS = [
  'declaration',
  'reach',
  'written',
  'receiver',
  'value',
  'loop',
  'awaitable',
  'later',
  'callers',
  'extends',
] as const;

export interface TrialQuestion {
  readonly id: number;
  readonly kind: (typeof QUESTION_KINDS)[number];
  readonly repository: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
  /** All correct answers. */
  readonly truth: readonly string[];
}

/** Drawn and judged after adapters were corrected on the others. */
export const isHeldOut = ({ id }: TrialQuestion): boolean => id >= 200;

/** A wrong answer is worse than none: a rule without an answer reports nothing. */
export type AnswerOutcome = 'right' | 'wrong' | 'none';

/** Entries of a text with a line of JSON for each. */
export function parseJsonLines<Entry>(text: string): Entry[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
}

export const trialQuestions = readGzippedJsonl<TrialQuestion>(
  fileURLToPath(new URL('questions.jsonl.gz', import.meta.url)),
);

/** Answers that a rule treats as no answer. */
const NOTHING = new Set(['unknown', 'other']);

export function judgeAnswer({ truth }: TrialQuestion, answer: string | null): AnswerOutcome {
  const given = answer === null || NOTHING.has(answer) ? null : answer;
  if (truth.some((expected) => (NOTHING.has(expected) ? given === null : agrees(expected, given))))
    return 'right';
  return given === null ? 'none' : 'wrong';
}

/**
 * The package and the last name have to agree: tools differ in the class between them (`Query`, `BaseQuery`). A truth
 * without a name leaves it open.
 */
function agrees(truth: string, given: string | null): boolean {
  if (given === null || truth === given) return truth === given;
  const [expected, other] = [partsOf(truth), partsOf(given)];
  if (expected === null || other === null) return false;
  return expected.root === other.root && (expected.name === '' || expected.name === other.name);
}

function partsOf(text: string): { readonly root: string; readonly name: string } | null {
  const [, scope, rest] = /^(package|global):(.+)$/u.exec(text) ?? [];
  if (scope === undefined || rest === undefined) return null;
  const [, root = '', name = ''] = /^((?:@[^/.]+\/)?[^/.]+)(?:.*\.([^.]+))?$/u.exec(rest) ?? [];
  return { root: scope === 'global' ? 'global' : root.replaceAll('-', '_'), name };
}
