import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileDiffFacts } from '../facts/profile/profile-diff-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import { differenceTable } from './difference-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<ProfileDiffReport['state'], { badge: string; tone: Tone }>> = {
  completed: { badge: '● DIFFERENCE', tone: 'strong' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

/** Two profiled sides: what changed, function by function. */
export function profileDiffLines(facts: ProfileDiffFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    [
      ...page.paragraph(facts.base, { first: '  base  ', firstTone: 'faint' }),
      ...page.paragraph(facts.head, { first: '  head  ', firstTone: 'faint' }),
    ],
    facts.difference === null ? [] : differenceTable(facts.difference, page),
    [
      ...[...noteOf(facts), ...facts.notes].flatMap((note) =>
        page.paragraph(note, { first: '  ', tone: 'faint' }),
      ),
      ...page.paragraph(`Profile ${facts.id}.`, { first: '  ', tone: 'faint' }),
    ],
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function noteOf({ difference }: ProfileDiffFacts): readonly string[] {
  return difference === null ? [] : [difference.note];
}
