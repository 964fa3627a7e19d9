import type { AuditSeverity } from '../../harness/model/documents/audit-document.ts';
import type {
  AuditCategoryFact,
  AuditFacts,
  AuditFindingFact,
} from '../facts/audit/audit-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<'pass' | 'fail', { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ FAIL', tone: 'bad' },
};
const TONES: Readonly<Record<AuditSeverity, Tone>> = {
  CRITICAL: 'bad',
  HIGH: 'bad',
  MEDIUM: 'doubt',
  LOW: 'faint',
};

/** Scores first, then what was found, the worst first. */
export function auditLines(facts: AuditFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    facts.categories.flatMap((one) => categoryLines(one, page)),
    ...facts.actions.map((one) => findingLines(one, page)),
    asideLines(facts, page),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function categoryLines(
  { name, score, notes, dismissed }: AuditCategoryFact,
  page: Page,
): readonly string[] {
  const excused = dismissed === 0 ? '' : `; ${dismissed} looked like one and were none`;
  return page.paragraph(`${name}: ${score}, ${notes}${excused}`, { first: '  ' });
}

/** One line each: whoever wants to know more looks at the place. */
function asideLines({ aside }: AuditFacts, page: Page): readonly string[] {
  return [...aside.advisory, ...aside.suppressed].flatMap(({ severity, rule, location, reason }) =>
    page.paragraph(`${severity} ${rule} at ${location} does not count. ${reason}`, {
      ...{ first: '  ', tone: 'faint' },
    }),
  );
}

function findingLines(finding: AuditFindingFact, page: Page): readonly string[] {
  const { severity, location, issue, recommendation, effort, evidence, needsContext } = finding;
  return [
    ...page.paragraph(location, { first: `${severity.padEnd(8)}  `, firstTone: TONES[severity] }),
    ...page.paragraph(`${issue}.`, { first: '    ' }),
    ...evidence.flatMap(({ place, text }) =>
      page.paragraph(`${place}: ${text}`, { first: '    ', tone: 'faint' }),
    ),
    ...(needsContext === null
      ? []
      : page.paragraph(`Not sure: ${needsContext}.`, { first: '    ', tone: 'doubt' })),
    ...page.paragraph(`${recommendation} (${effort})`, { first: '    → ' }),
  ];
}
