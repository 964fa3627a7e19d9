import type { GateCheck, GateVerdict } from '../../harness/model/documents/gate-document.ts';
import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import type { Tone } from '../text/paint.ts';
import { plural } from '../text/plural.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import { explainedLines } from './difference-lines.ts';
import type { Page } from './page.ts';
import { suiteLines } from './suite-lines.ts';

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

/** Floors of more scenarios than these are counted, not shown. */
const MOST_FLOORS = 5;

/** A gate: the verdict, what failed and how to see it again, what passed, what to do next. */
export function gateLines(facts: GateFacts, page: Page): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const { open, fine, suite } = facts;
  const blocks = [
    [
      ...page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
      ...(facts.counts === '' ? [] : page.paragraph(facts.counts, { first: '  ', tone: 'faint' })),
    ],
    sideLines(facts, page),
    ...(suite === null ? open.map((check) => openLines(check, page)) : suiteLines(suite, page)),
    ...explainedLines(facts.comparison?.scenarios ?? [], page),
    suite === null ? fine.flatMap((check) => fineLines(check, page)) : [],
    [
      ...floorLines(facts, page),
      ...(facts.comparison?.decided ?? []).flatMap((sentence) =>
        page.paragraph(sentence, { first: '  ', tone: 'faint' }),
      ),
    ],
    footnoteLines(facts.footnotes, page),
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

/** What the machine could see, so that "unchanged" is read as what it is. A suite says it by its margins. */
function floorLines({ comparison, suite }: GateFacts, page: Page): readonly string[] {
  const known = (comparison?.scenarios ?? []).filter(({ floors }) => floors !== '');
  if (known.length === 0 || suite !== null) return [];
  const faint = { first: '  ', tone: 'faint' } as const;
  const more = plural(known.length - MOST_FLOORS, 'more scenario');
  return [
    ...page.paragraph('smallest change that the pairs can show:', faint),
    ...known
      .slice(0, MOST_FLOORS)
      .flatMap(({ scenario, floors }) =>
        page.paragraph(`${scenario}: ${floors}`, { first: '    ', tone: 'faint' }),
      ),
    ...(known.length <= MOST_FLOORS
      ? []
      : page.paragraph(`${more}; all of them with: --reporter json=gate.json`, { tone: 'faint' })),
  ];
}
