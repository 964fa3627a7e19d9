import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { BisectFacts } from '../facts/bisect/bisect-facts.ts';
import type { CulpritFact } from '../facts/bisect/culprit-fact.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<BisectReport['outcome'], { badge: string; tone: Tone }>> = {
  found: { badge: '✓ FOUND', tone: 'good' },
  range: { badge: '✓ FOUND', tone: 'good' },
  'not-confirmed': { badge: '? NOT CONFIRMED', tone: 'doubt' },
  undecided: { badge: '? UNDECIDED', tone: 'doubt' },
  'ends-alike': { badge: '✓ NO DIFFERENCE', tone: 'plain' },
  'ends-undecided': { badge: '? INCONCLUSIVE', tone: 'doubt' },
  'ends-incomparable': { badge: '! INCOMPARABLE', tone: 'doubt' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

/** More of a list than these are counted, not shown. */
const MOST = 8;

/** A bisection: the culprit, the ends, every step of the search, what it took, what to do next. */
export function bisectLines(facts: BisectFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    ...facts.culprits.slice(-1).map((culprit) => culpritLines(culprit, page)),
    [
      ...page.paragraph(facts.good, { first: '  good  ', firstTone: 'faint' }),
      ...page.paragraph(facts.bad, { first: '  bad   ', firstTone: 'faint' }),
      ...page.paragraph(facts.ends.line, { first: '  ends  ', firstTone: 'faint' }),
    ],
    stepLines(facts, page),
    facts.culprits.flatMap(({ changes, against, word, comparison }) =>
      page.paragraph(`${changes.at(-1)?.label ?? ''} against ${against}: ${comparison.line}`, {
        first: `  ${word.toLowerCase()} by  `,
        firstTone: 'faint',
      }),
    ),
    facts.cost.flatMap((sentence) => page.paragraph(sentence, { first: '  ', tone: 'faint' })),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function culpritLines({ changes, files, confirmed }: CulpritFact, page: Page): readonly string[] {
  const shown = changes.slice(-MOST);
  return [
    ...(changes.length > MOST
      ? page.paragraph(`${changes.length - MOST} earlier ones`, { first: '  ', tone: 'faint' })
      : []),
    ...shown.flatMap(({ label, subject, author, date }) => {
      const who = [author, date?.slice(0, 'yyyy-mm-dd'.length) ?? null].filter(
        (part) => part !== null,
      );
      return [
        ...page.paragraph(subject === null ? label : `${label}  ${subject}`, {
          first: '  ',
          tone: confirmed ? 'strong' : 'plain',
        }),
        ...(who.length === 0
          ? []
          : page.paragraph(who.join(', '), { first: '    ', tone: 'faint' })),
      ];
    }),
    ...files.slice(0, MOST).flatMap((file) => page.paragraph(file, { first: '    ' })),
    ...(files.length > MOST
      ? page.paragraph(`and ${plural(files.length - MOST, 'more file')}`, {
          first: '    ',
          tone: 'faint',
        })
      : []),
  ];
}

function stepLines({ steps, searched }: BisectFacts, page: Page): readonly string[] {
  if (steps.length === 0) return [];
  const head = ['', 'measured', 'pairs', 'against good', 'left', 'likeliest'];
  return [
    ...page.paragraph(`The search over ${searched}`, { tone: 'strong' }),
    ...page.table(
      [
        { align: 'right' },
        { gives: true },
        { align: 'right' },
        { align: 'right' },
        { align: 'right' },
        { gives: true },
      ],
      [
        head.map((text) => ({ text, tone: 'faint' as const })),
        ...steps.map(({ number, place, pairs, change, left, likeliest, step }) => [
          { text: `${number}`, tone: 'faint' as const },
          { text: place },
          { text: step.untestable === null ? `${pairs}` : '' },
          { text: change, ...(step.untestable !== null && { tone: 'doubt' as const }) },
          { text: left },
          { text: likeliest },
        ]),
      ],
    ),
  ];
}
