import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { CallFacts } from '../facts/profile/call-facts.ts';
import type { MemoryFacts, ProfileFacts } from '../facts/profile/profile-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import { mapLines } from './map-lines.ts';
import type { Page } from './page.ts';
import { telemetryLines } from './telemetry-lines.ts';

const BADGES: Readonly<Record<ProfileReport['state'], { badge: string; tone: Tone }>> = {
  completed: { badge: '● PROFILE', tone: 'strong' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

/** A profile: where the time goes, the hottest functions, whose code it is, what it cost. */
export function profileLines(facts: ProfileFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    ...(facts.map === null ? [] : mapLines(facts.map, page)),
    ...(facts.busySentence === null
      ? []
      : [page.paragraph(facts.busySentence, { first: '  ', tone: 'strong' })]),
    spotLines(facts, page),
    ownerLines(facts, page),
    ...(facts.memory === null ? [] : memoryLines(facts.memory, page)),
    ...(facts.calls === null ? [] : callLines(facts.calls, page)),
    [
      ...facts.notes.flatMap((note) => page.paragraph(note, { first: '  ', tone: 'faint' })),
      ...page.paragraph(`Profile ${facts.id}.`, { first: '  ', tone: 'faint' }),
    ],
    telemetryLines(facts.telemetry, page),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** What memory shows beside the time. */
function memoryLines(memory: MemoryFacts, page: Page): readonly (readonly string[])[] {
  return [
    page.paragraph(memory.sentence, { first: '  ', tone: 'strong' }),
    spotLines(memory, page),
    memory.notes.flatMap((note) => page.paragraph(note, { first: '  ', tone: 'faint' })),
  ];
}

/** What functions told of their calls. */
function callLines({ title, rows, notes }: CallFacts, page: Page): readonly (readonly string[])[] {
  const faint = (text: string) => ({ text, tone: 'faint' as const });
  const table = page.table(
    [{ align: 'right' }, { align: 'right' }, { gives: true }, { gives: true }, { gives: true }],
    [
      ['time', 'self', 'function', 'where', ''].map(faint),
      ...rows.map(({ time, self, calls, name, place, does }) => [
        { text: time, tone: 'strong' as const },
        { text: self },
        { text: `${calls} ${name}` },
        faint(place),
        { text: does },
      ]),
    ],
  );
  return [
    [page.paint('strong', `  ${title}`), ...(rows.length === 0 ? [] : table)],
    notes.flatMap((note) => page.paragraph(note, { first: '  ', tone: 'faint' })),
  ];
}

function spotLines(
  { spots, rangeTitle }: Pick<ProfileFacts, 'spots' | 'rangeTitle'>,
  page: Page,
): readonly string[] {
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
