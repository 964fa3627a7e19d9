import type { PatchFacts, PatchRow, PatchStanding } from '../facts/patch/patch-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const SIGNS: Readonly<Record<PatchStanding, { sign: string; tone: Tone }>> = {
  good: { sign: '✓', tone: 'good' },
  bad: { sign: '✗', tone: 'bad' },
  unknown: { sign: '?', tone: 'doubt' },
};

/** Lines of code are wider than many a terminal, and are copied from a file. */
const TEST_IS_ELSEWHERE =
  'A test that shows the difference, to keep, is in the reports markdown, html and json: --reporter markdown=patch.md.';

/** What is known of a patch: the verdict, then what each look at it has shown. */
export function patchLines(facts: PatchFacts, page: Page): readonly string[] {
  const { headline, about, rows, assumes, test, footnotes, next } = facts;
  const { sign, tone } = SIGNS[headline.standing];
  const word = headline.word.replace('-', ' ').toUpperCase();
  const blocks = [
    [
      ...page.paragraph(headline.sentence, { first: `${sign} ${word}  `, firstTone: tone }),
      ...page.paragraph(about, { tone: 'faint' }),
    ],
    rows.flatMap((row) => rowLines(row, page)),
    assumes.length === 0
      ? []
      : [
          page.paint('strong', 'Assumes'),
          ...assumes.flatMap((text) => page.paragraph(text, { first: '  • ' })),
        ],
    test === null ? [] : page.paragraph(TEST_IS_ELSEWHERE),
    footnoteLines(footnotes, page),
    nextLines(next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function rowLines({ name, standing, text }: PatchRow, page: Page): readonly string[] {
  const { sign, tone } = SIGNS[standing];
  return page.paragraph(`${name}: ${text}`, { first: `${sign}  `, firstTone: tone });
}
