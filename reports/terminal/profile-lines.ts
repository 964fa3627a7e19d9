import type { ProfileReport } from '../../harness/model/profile-document.ts';
import type { ProfileFacts } from '../facts/profile-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<ProfileReport['state'], { badge: string; tone: Tone }>> = {
  completed: { badge: '● PROFILE', tone: 'strong' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

/** A profile: the hottest function, the others, whose code it is, what it cost. */
export function profileLines(facts: ProfileFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    spotLines(facts, page),
    ownerLines(facts, page),
    [
      ...facts.notes.flatMap((note) => page.paragraph(note, { first: '  ', tone: 'faint' })),
      ...page.paragraph(`Profile ${facts.id}.`, { first: '  ', tone: 'faint' }),
    ],
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function spotLines({ spots, rangeTitle }: ProfileFacts, page: Page): readonly string[] {
  if (spots.length === 0) return [];
  const faint = (text: string) => ({ text, tone: 'faint' as const });
  return page.table(
    [{ align: 'right' }, { align: 'right' }, { align: 'right' }, {}, {}],
    [
      ['self', rangeTitle, 'total', 'function', 'where'].map(faint),
      ...spots.map(({ self, total, name, place, owner }) => [
        { text: self.center, tone: 'strong' as const },
        faint(self.range),
        { text: total.center },
        { text: name },
        faint(place === '' ? owner : place),
      ]),
    ],
  );
}

function ownerLines({ owners }: ProfileFacts, page: Page): readonly string[] {
  if (owners.length === 0) return [];
  const parts = owners.map(({ owner, share }) => `${owner} ${share.center}`);
  return page.paragraph(parts.join(', '), { first: '  whose code  ', firstTone: 'faint' });
}
