import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { advisoryLines, findingBlocks } from './audit-finding-lines.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<'pass' | 'fail', { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ FAIL', tone: 'bad' },
};

/** Of files that were not understood; `--verbose` shows all. */
const SHOWN_SKIPPED = 3;

/** Scores first, then the worst findings file by file, then what counts for nothing. */
export function auditLines(facts: AuditFacts, page: Page): readonly string[] {
  const { headline, title, scope, actions, footnotes, next } = facts;
  const { badge, tone } = BADGES[headline.word];
  const blocks = [
    page.paragraph(headline.sentence, { first: `${badge}  `, firstTone: tone }),
    [
      ...page.paragraph(title, { first: '  ' }),
      ...[scope, facts.measured].flatMap((one) =>
        one === null ? [] : page.paragraph(one, { first: '  ' }),
      ),
    ],
    scoreLines(facts, page),
    ...findingBlocks(actions, page),
    advisoryLines(facts.advisory, page),
    leftOutLines(facts, page),
    footnoteLines(footnotes, page),
    nextLines(next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function scoreLines({ categories, overall }: AuditFacts, page: Page): readonly string[] {
  const rows = [...categories, { name: 'Overall', ...overall }];
  return page.table(
    [{ gives: true }, { align: 'right' }, { gives: true }],
    rows.map(({ name, score, notes }) => [
      { text: name },
      { text: score, tone: 'strong' },
      { text: notes, tone: 'faint' },
    ]),
  );
}

/** What was looked at and is no finding, and what could not be looked at. */
function leftOutLines(facts: AuditFacts, page: Page): readonly string[] {
  const { dismissed, skipped, selfCheck } = facts;
  const shown = page.isVerbose ? skipped : skipped.slice(0, SHOWN_SKIPPED);
  const more = skipped.length - shown.length;
  const missing = selfCheck.filter(({ done }) => !done);
  return [
    ...(dismissed === 0
      ? []
      : page.paragraph(
          `${plural(dismissed, 'place')} looked like a finding and ${dismissed === 1 ? 'is' : 'are'} none; JSON has the reasons.`,
          { tone: 'faint' },
        )),
    ...(skipped.length === 0
      ? []
      : page.paragraph(`${plural(skipped.length, 'file')} not understood:`, { tone: 'faint' })),
    ...shown.flatMap(({ file, reason }) =>
      page.paragraph(`${file} (${reason})`, { first: '  ', tone: 'faint' }),
    ),
    ...(more === 0
      ? []
      : page.paragraph(`${more} more with --verbose`, { first: '  ', tone: 'faint' })),
    ...page.paragraph(
      missing.length === 0
        ? `Self-check: all ${selfCheck.length} done.`
        : `Self-check: not done: ${missing.map(({ item }) => item).join(', ')}.`,
      { tone: missing.length === 0 ? 'faint' : 'doubt' },
    ),
  ];
}
