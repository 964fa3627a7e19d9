import type { GateCheck, GateVerdict } from '../../harness/model/documents/gate-document.ts';
import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { gravestNoteLines, nextLines } from './closing-lines.ts';
import { explanationLines } from './difference-lines.ts';
import type { Page } from './page.ts';

const BADGES: Readonly<Record<GateVerdict, { badge: string; tone: Tone }>> = {
  pass: { badge: '✓ PASS', tone: 'good' },
  fail: { badge: '✗ FAIL', tone: 'bad' },
  failed: { badge: '✗ FAILED', tone: 'bad' },
  refused: { badge: '✗ REFUSED', tone: 'bad' },
  blocked: { badge: '✗ BLOCKED', tone: 'bad' },
  incomparable: { badge: '! INCOMPARABLE', tone: 'doubt' },
  inconclusive: { badge: '? INCONCLUSIVE', tone: 'doubt' },
  interrupted: { badge: '! INTERRUPTED', tone: 'doubt' },
};

const MARKS: Readonly<Record<GateCheck['outcome'], { mark: string; tone: Tone }>> = {
  fail: { mark: '✗', tone: 'bad' },
  failed: { mark: '✗', tone: 'bad' },
  tool: { mark: '✗', tone: 'bad' },
  blocked: { mark: '✗', tone: 'bad' },
  refused: { mark: '✗', tone: 'bad' },
  interrupted: { mark: '!', tone: 'doubt' },
  incomparable: { mark: '!', tone: 'doubt' },
  undecided: { mark: '?', tone: 'doubt' },
  warned: { mark: '!', tone: 'doubt' },
  new: { mark: '+', tone: 'plain' },
  pass: { mark: '✓', tone: 'good' },
};

/** More of one kind than these are counted, not shown: the gravest come first. */
const MOST_OPEN = 40;
const MOST_FINE = 20;
const MOST_FLOORS = 5;

/** A gate: the verdict, what failed and how to see it again, what passed, what to do next. */
export function gateLines(facts: GateFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const { open, fine } = facts;
  const blocks = [
    [
      ...page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
      ...(facts.counts === '' ? [] : page.paragraph(facts.counts, { first: '  ', tone: 'faint' })),
    ],
    sideLines(facts, page),
    ...open.slice(0, MOST_OPEN).map((check) => openLines(check, page)),
    moreLines(plural(open.length - MOST_OPEN, 'more check'), open.length - MOST_OPEN, page),
    ...(facts.comparison?.scenarios ?? []).map(({ scenario, explanation }) =>
      explanation === null
        ? []
        : [...page.paragraph(scenario, { tone: 'strong' }), ...explanationLines(explanation, page)],
    ),
    fine.slice(0, MOST_FINE).flatMap((check) => fineLines(check, page)),
    moreLines(
      plural(fine.length - MOST_FINE, 'more check that passed', 'more checks that passed'),
      fine.length - MOST_FINE,
      page,
    ),
    [
      ...floorLines(facts, page),
      ...(facts.comparison?.decided ?? []).flatMap((sentence) =>
        page.paragraph(sentence, { first: '  ', tone: 'faint' }),
      ),
    ],
    gravestNoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function sideLines({ base, baseline }: GateFacts, page: Page): readonly string[] {
  const line = (name: string, text: string) =>
    page.paragraph(text, { first: `  ${name}  `, firstTone: 'faint' });
  return [
    ...(base === null ? [] : line('base', base)),
    ...(baseline === null ? [] : line('baseline', baseline)),
  ];
}

function openLines(check: GateCheckFact, page: Page): readonly string[] {
  const { mark, tone } = MARKS[check.outcome];
  const { scenario, line, why, values, reproduce } = check;
  const details = [values, why].filter((part) => part !== '').join('; ');
  return [
    ...page.paragraph(`${scenario}: ${line}`, { first: `${mark} `, firstTone: tone, tone }),
    ...(details === '' ? [] : page.paragraph(details, { first: '  ' })),
    // There to be copied, so never broken.
    page.paint('faint', `  ${reproduce}`),
  ];
}

function fineLines({ outcome, scenario, line }: GateCheckFact, page: Page): readonly string[] {
  const { mark, tone } = MARKS[outcome];
  return page.paragraph(`${scenario}: ${line}`, { first: `${mark} `, firstTone: tone });
}

/** What the machine could see, so that "unchanged" is read as what it is. */
function floorLines({ comparison }: GateFacts, page: Page): readonly string[] {
  const known = (comparison?.scenarios ?? []).filter(({ floors }) => floors !== '');
  const more = known.length - MOST_FLOORS;
  if (known.length === 0) return [];
  const faint = { first: '  ', tone: 'faint' } as const;
  return [
    ...page.paragraph('smallest change that the pairs can show:', faint),
    ...known
      .slice(0, MOST_FLOORS)
      .flatMap(({ scenario, floors }) =>
        page.paragraph(`${scenario}: ${floors}`, { first: '    ', tone: 'faint' }),
      ),
    ...moreLines(plural(more, 'more scenario'), more, page),
  ];
}

function moreLines(what: string, count: number, page: Page): readonly string[] {
  if (count <= 0) return [];
  return page.paragraph(`${what}; all of them with: --reporter json=gate.json`, { tone: 'faint' });
}
