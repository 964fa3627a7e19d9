import { assertNever } from '../../harness/model/assert-never.ts';
import type { BottleneckFact, MapFacts, SuspicionFact } from '../facts/profile/map-facts.ts';
import type { GateLineFact } from '../facts/profile/wrong-tool-fact.ts';
import type { Tone } from '../text/paint.ts';
import type { Page } from './page.ts';

/** Where the wall time goes: the steps, what to look at first, what was suspected, the gate. */
export function mapLines(facts: MapFacts, page: Page): readonly (readonly string[])[] {
  const { bottlenecks, advice, confirmed, dismissedText, gate } = facts;
  return [
    stepLines(facts, page),
    [
      ...(bottlenecks.length === 0 ? [] : [page.paint('strong', '  Bottlenecks')]),
      ...bottlenecks.flatMap((one) => bottleneckLines(one, page)),
      ...(advice === null ? [] : page.paragraph(advice, { first: '  → ' })),
    ],
    [
      ...(confirmed.length === 0 ? [] : [page.paint('strong', '  Suspicions that are confirmed')]),
      ...confirmed.flatMap((one) => suspicionLines(one, page)),
      ...(dismissedText === null
        ? []
        : page.paragraph(dismissedText, { first: '  ', tone: 'faint' })),
    ],
    gateLines(gate, page),
  ];
}

function stepLines({ title, steps }: MapFacts, page: Page): readonly string[] {
  if (steps.length === 0) return [];
  const faint = (text: string) => ({ text, tone: 'faint' as const });
  return [
    page.paint('strong', `  ${title}`),
    ...page.table(
      [{ align: 'right' }, { align: 'right' }, { gives: true }, {}, { gives: true }],
      steps.map(({ share, time, depth, name, place, step }) => [
        { text: share, tone: 'strong' as const },
        { text: time },
        { text: `${'  '.repeat(depth)}${name}` },
        faint(step.step_type),
        faint(place),
      ]),
    ),
  ];
}

const PRIORITIES: Readonly<Record<BottleneckFact['bottleneck']['priority'], Tone>> = {
  PRIMARY: 'bad',
  SECONDARY: 'doubt',
  TERTIARY: 'strong',
};

function bottleneckLines(
  { detail, place, share, bottleneck: { priority, type } }: BottleneckFact,
  page: Page,
): readonly string[] {
  const where = place === '' ? '' : `, ${place}`;
  return page.paragraph(`${share}, ${type}${where}: ${detail}`, {
    first: `  ${priority.padEnd('SECONDARY'.length)}  `,
    firstTone: PRIORITIES[priority],
  });
}

function suspicionLines(
  { place, description, note }: SuspicionFact,
  page: Page,
): readonly string[] {
  return page.paragraph(`${place}: ${description} ${note}`, { first: '  • ' });
}

function gateLines({ verdict, line, details }: GateLineFact, page: Page): readonly string[] {
  return [
    ...page.paragraph(line, { first: '  ', tone: toneOf(verdict) }),
    ...details.flatMap((detail) => page.paragraph(detail, { first: '    ', tone: 'faint' })),
  ];
}

function toneOf(verdict: GateLineFact['verdict']): Tone {
  switch (verdict) {
    case 'PROCEED':
      return 'good';
    case 'BLOCK':
      return 'bad';
    case 'CONCERNS':
    case 'WAIVED':
    case null:
      return 'doubt';
    default:
      return assertNever(verdict);
  }
}
