/** Formats docs/decisions/0068-reading-code.md's table from the code reader trial's results. */

import { type AnswerOutcome, QUESTION_KINDS } from './trial-questions.ts';
import type { Language } from './trial-repositories.ts';

export type Tally = Record<AnswerOutcome, number>;

export interface CandidateResult {
  readonly candidate: string;
  readonly language: Language;
  /** True if the dependencies of the projects were installed. */
  readonly installed: boolean;
  readonly kinds: Readonly<Record<string, Tally>>;
  /** Answers to questions drawn and judged after adapters had been corrected on the others. */
  readonly heldOut: Tally;
  /** CPU time and peak memory of the first answer on a project of 500 files; null: not measured. */
  readonly cold: { readonly cpuMs: number; readonly mb: number } | null;
}

export function analysisTable(results: readonly CandidateResult[]): string {
  const head = ['reader', 'all', 'held out', 'cold'];
  const rows = results.map(({ candidate, installed, kinds, heldOut, cold }) => {
    const all = QUESTION_KINDS.map((kind) => kinds[kind] ?? { right: 0, wrong: 0, none: 0 }).reduce(
      (sum, tally) => ({
        right: sum.right + tally.right,
        wrong: sum.wrong + tally.wrong,
        none: sum.none + tally.none,
      }),
    );
    const name = installed ? `${candidate}, packages installed` : candidate;
    const speed = cold === null ? '' : `${(cold.cpuMs / 1000).toFixed(1)} s, ${cold.mb} MB`;
    return [name, cell(all), cell(heldOut), speed];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Formats the numbers of right, wrong and missing answers. */
function cell({ right, wrong, none }: Tally): string {
  return `${right}·${wrong}·${none}`;
}
