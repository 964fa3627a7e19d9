import type { ChecklistVerdict } from '../../harness/model/documents/checklist-document.ts';
import type { ChecklistFacts, ChecklistItemFact } from '../facts/checklist/checklist-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<ChecklistVerdict, { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ FAIL', tone: 'bad' },
  unverified: { badge: '? UNVERIFIED', tone: 'doubt' },
};

/** What was looked for, each with what shows it, and with what to do where nothing does. */
export function checklistLines(facts: ChecklistFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    [
      ...page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
      ...page.paragraph(facts.title, { tone: 'faint' }),
    ],
    ...facts.items.map((item) => itemLines(item, page)),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function itemLines(item: ChecklistItemFact, page: Page): readonly string[] {
  const { badge, tone } = BADGES[item.verdict];
  return [
    ...page.paragraph(`${item.title}. ${item.reason}`, { first: `${badge}  `, firstTone: tone }),
    ...item.evidence.flatMap(({ place, text }) =>
      page.paragraph(`${place}: ${text}`, { first: '    ', tone: 'faint' }),
    ),
    ...(item.remedy === null ? [] : page.paragraph(item.remedy, { first: '    → ' })),
  ];
}
