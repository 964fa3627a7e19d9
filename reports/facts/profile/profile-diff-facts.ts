import type { ProfileDiffReport } from '../../../harness/model/documents/profile-diff-document.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import type { NextStep } from '../../next-step.ts';
import { formatDuration, formatShare } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { collectFootnotes, type Footnote } from '../footnotes.ts';
import { type DifferenceFacts, differenceFacts } from './difference-facts.ts';

/** Two sides that were profiled, as every reporter shows them. */
export interface ProfileDiffFacts {
  readonly headline: { readonly word: ProfileDiffReport['state']; readonly sentence: string };
  readonly id: string;
  readonly scenario: string;
  readonly base: string;
  readonly head: string;
  /** null: no pair could be taken. */
  readonly difference: DifferenceFacts | null;
  /** What both sides are busy for, and what it took. */
  readonly notes: readonly string[];
  readonly footnotes: readonly Footnote[];
  readonly next: NextStep | null;
}

export function profileDiffFacts(document: ProfileDiffReport): ProfileDiffFacts {
  const { state, scenario, id, findings } = document;
  const difference = document.difference && differenceFacts(document.difference);
  return {
    headline: { word: state, sentence: difference?.sentence ?? withoutPairs(document) },
    id,
    scenario: printable(scenario),
    base: sideText(document.base),
    head: sideText(document.head),
    difference,
    notes: [
      ...wholeNote(document),

      ...cost(document),
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: nextOf(document),
  };
}

function sideText({ label, commit }: ProfileDiffReport['base']): string {
  const name = printable(label);
  if (commit === null || commit === name) return name;
  return `${name} (${shortCommit(commit)})`;
}

function withoutPairs({ scenario, state }: ProfileDiffReport): string {
  const name = `\`${printable(scenario)}\``;
  return state === 'interrupted'
    ? `${name} was interrupted before both sides were profiled.`
    : `${name} could not be profiled on both sides.`;
}

function wholeNote({ difference }: ProfileDiffReport): readonly string[] {
  if (difference === null || difference.unit !== 'ms') return [];
  const { base, head, change } = difference;
  const share = base === 0 ? 0 : change.estimate / base;
  const sign = share < 0 ? '-' : '+';
  return [
    `Busy for ${formatDuration(base)} on the base and ${formatDuration(head)} on the head (${sign}${formatShare(Math.abs(share))}).`,
  ];
}

function cost({ kind, duration_ms: durationMs, difference }: ProfileDiffReport): readonly string[] {
  if (difference === null) return [];
  if (kind === 'file') {
    return [
      `${plural(difference.pairs, 'profile')} of each side by ${difference.tool}, each as a whole: files do not tell how much was done.`,
    ];
  }
  return [`Taken in ${formatDuration(durationMs)}.`];
}

function nextOf({ state, scenario, file, base }: ProfileDiffReport): NextStep | null {
  if (file === null) return null;
  const name = shellQuote(scenario);
  return state === 'completed'
    ? {
        purpose: 'look at it as a flame graph',
        command: `perf-harness profile ${name} --diff ${shellQuote(base.label)} --reporter html=diff.html`,
      }
    : { purpose: 'see it run by itself', command: `perf-harness run ${name}` };
}
