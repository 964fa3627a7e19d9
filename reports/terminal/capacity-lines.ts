import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { CapacityFacts } from '../facts/capacity/capacity-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<CapacityReport['outcome'], { badge: string; tone: Tone }>> = {
  found: { badge: '✓ CAPACITY', tone: 'good' },
  'lower-bound': { badge: '≥ LOWER BOUND', tone: 'doubt' },
  'none-kept': { badge: '✗ NO CAPACITY', tone: 'bad' },
  undecided: { badge: '? UNDECIDED', tone: 'doubt' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  blocked: { badge: '✗ BLOCKED', tone: 'bad' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

/** A capacity search: the rate, what broke first, the curve, what to do next. */
export function capacityLines(facts: CapacityFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    facts.breach === null ? [] : page.paragraph(facts.breach),
    curveLines(facts, page),
    [
      ...page.paragraph(facts.limits.join(', '), { first: '  limits  ', firstTone: 'faint' }),
      ...page.paragraph(`${facts.cost} Record ${facts.id}.`, { first: '  ', tone: 'faint' }),
    ],
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function curveLines({ points }: CapacityFacts, page: Page): readonly string[] {
  if (points.length === 0) return [];
  const head = ['rate', 'kept', 'p50', 'p99', 'answered', 'errors'];
  return page.table(
    head.map(() => ({ align: 'right' as const })),
    [
      head.map((text) => ({ text, tone: 'faint' as const })),
      ...points.map(({ rate, kept, isKept, p50, p99, answered, errors }) => [
        { text: rate, tone: 'strong' as const },
        { text: kept, tone: isKept ? ('good' as const) : ('doubt' as const) },
        { text: p50.center },
        { text: p99.full },
        { text: answered.center },
        { text: errors.center },
      ]),
    ],
  );
}
