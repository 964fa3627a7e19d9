import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { BisectFacts, BisectStepFact } from '../facts/bisect/bisect-facts.ts';
import type { CulpritFact } from '../facts/bisect/culprit-fact.ts';
import { plural } from '../text/plural.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const BISECT_BADGES: Readonly<Record<BisectReport['outcome'], string>> = {
  found: '🎯 Found',
  range: '🎯 Found, within a range',
  'not-confirmed': '❔ Not confirmed',
  undecided: '❔ Undecided',
  'ends-alike': '✅ No difference',
  'ends-undecided': '❔ Inconclusive',
  'ends-incomparable': '⚠️ Incomparable',
  interrupted: '⚠️ Interrupted',
};

export const STEP_COLUMNS: readonly MarkdownColumn[] = [
  { title: '', align: 'right' },
  { title: 'Measured' },
  { title: 'Pairs', align: 'right' },
  { title: 'Against good', align: 'right' },
  { title: 'Left', align: 'right' },
  { title: 'Likeliest' },
];

/** A bisection for job summaries and pull requests: the culprit open, the search folded. */
export function bisectMarkdown(facts: BisectFacts): readonly (readonly string[])[] {
  const { headline, culprits, steps, searched, cost, footnotes, next } = facts;
  return [
    [`### ${BISECT_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    ...culprits.slice(-1).map(culpritMarkdown),
    [bisectEnds(facts)],
    confirmedBy(culprits),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
    ...(steps.length === 0
      ? []
      : [
          ['<details>', `<summary>The search over ${searched}</summary>`],
          markdownTable(STEP_COLUMNS, steps.map(stepRow)),
          ['</details>'],
        ]),
    [cost.map(escapeMarkdown).join(' ')],
  ];
}

/** What the two ends are and how they differ. */
export function bisectEnds({ good, bad, ends }: BisectFacts): string {
  return `Good: ${escapeMarkdown(good)}; bad: ${escapeMarkdown(bad)}. ${escapeMarkdown(ends.line)}`;
}

export function stepRow(fact: BisectStepFact): readonly string[] {
  const { number, place, pairs, change, left, likeliest, step } = fact;
  return [
    `${number}`,
    cellCode(place),
    step.untestable === null ? `${pairs}` : '',
    escapeMarkdown(change),
    left,
    escapeMarkdown(likeliest),
  ];
}

/** More of a list than these are counted, not shown. */
const MOST = 20;

export function culpritMarkdown({ changes, files }: CulpritFact): readonly string[] {
  const shownFiles = files.slice(0, MOST).map(inlineCode).join(', ');
  const more = files.length > MOST ? ` and ${plural(files.length - MOST, 'more file')}` : '';
  return [
    ...(changes.length > MOST ? [`- ${changes.length - MOST} earlier ones`] : []),
    ...changes.slice(-MOST).map(({ label, subject, author, date }) => {
      const who = [author, date?.slice(0, 'yyyy-mm-dd'.length) ?? null]
        .filter((part) => part !== null)
        .join(', ');
      const what = subject === null ? '' : ` ${escapeMarkdown(subject)}`;
      return `- ${inlineCode(label)}${what}${who === '' ? '' : ` (${escapeMarkdown(who)})`}`;
    }),
    ...(files.length === 0 ? [] : [`- Files: ${shownFiles}${more}`]),
  ];
}

export function confirmedBy(culprits: readonly CulpritFact[]): readonly string[] {
  return culprits.map(({ changes, against, word, comparison }) => {
    const last = changes.at(-1)?.label ?? '';
    return `- ${word}: ${inlineCode(last)} against ${against}: ${escapeMarkdown(comparison.line)}`;
  });
}
