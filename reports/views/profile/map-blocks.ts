import type { PerformanceMap } from '../../../harness/model/documents/performance-map.ts';
import { notOnPage } from '../../block-places.ts';
import { type BottleneckFact, type MapFacts, mapFacts } from '../../facts/profile/map-facts.ts';
import { mapSections } from '../../html/map-section.ts';
import type { Tone } from '../../text/paint.ts';
import type { Annotation, Block, ListBlock, TableBlock } from '../../view.ts';

const PRIORITIES: Readonly<Record<BottleneckFact['bottleneck']['priority'], Tone>> = {
  PRIMARY: 'bad',
  SECONDARY: 'doubt',
  TERTIARY: 'strong',
};
const VERDICTS: Readonly<Record<NonNullable<MapFacts['gate']['verdict']>, Tone>> = {
  PROCEED: 'good',
  CONCERNS: 'doubt',
  BLOCK: 'bad',
  WAIVED: 'doubt',
};
/** Blanks that a table keeps: two for each caller above. */
const LEVEL = '\u00a0\u00a0';

/** Wall time of an operation: a picture, or steps, bottlenecks, suspicions and the gate as text. */
export function mapBlocks(facts: MapFacts): readonly Block[] {
  return [
    { type: 'chart', weight: 'always', line: null, html: mapSections(facts) },
    ...notOnPage([
      bottleneckList(facts),
      ...gateBlocks(facts),
      stepTable(facts),
      ...suspicionBlocks(facts),
    ]),
  ];
}

/** Bottlenecks and the gate of a map in a document about something else; its steps in files only. */
export function mapSummary(title: string, map: PerformanceMap, target: string): readonly Block[] {
  const facts = mapFacts(map, target);
  const { bottlenecks, gate } = facts;
  const items = bottlenecks.map(({ name, place, share, time, detail, bottleneck }) => ({
    lead: bottleneck.priority,
    text: `${share}, ${time}, ${bottleneck.type}: ${name}${place === '' ? '' : ` (${place})`}: ${detail}`,
  }));
  return [
    {
      type: 'list',
      title,
      noun: 'bottleneck',
      items: [...items, { text: gate.line, details: gate.details.map((text) => ({ text })) }],
      onPage: { html: mapSections(facts) },
    },
    {
      ...stepTable({ title: 'All steps', steps: facts.steps }),
      weight: 'file',
      isPart: true,
      isFolded: true,
      onPage: null,
    },
  ];
}

/** Callers above what they call, with their shares of the wall time. */
export function stepTable({ title, steps }: Pick<MapFacts, 'title' | 'steps'>): TableBlock {
  return {
    type: 'table',
    weight: 'always',
    title,
    noun: 'step',
    columns: [
      { title: 'Share', align: 'right' },
      { title: 'Time', align: 'right' },
      { title: 'Step', isCode: true },
      { title: 'Type' },
      { title: 'Where', isCode: true },
    ],
    rows: steps.map(({ share, time, depth, name, place, step }) => [
      { text: share, tone: 'strong' },
      time,
      `${LEVEL.repeat(depth)}${name}`,
      { text: step.step_type, tone: 'faint' },
      { text: place, tone: 'faint' },
    ]),
  };
}

/** Bottlenecks by priority; the advice is part of the first. */
export function bottleneckList({
  bottlenecks,
  advice,
}: Pick<MapFacts, 'bottlenecks' | 'advice'>): ListBlock {
  return {
    type: 'list',
    weight: 'always',
    title: 'Bottlenecks',
    noun: 'bottleneck',
    isNumbered: true,
    items: bottlenecks.map(({ place, share, detail, bottleneck: { priority, type } }, index) => ({
      lead: priority,
      leadTone: PRIORITIES[priority],
      text: `${share}, ${type}${place === '' ? '' : `, ${place}`}: ${detail}`,
      ...(index === 0 && advice !== null && { details: [{ tone: 'plain', text: `→ ${advice}` }] }),
    })),
  };
}

function suspicionBlocks({ confirmed, dismissedText }: MapFacts): readonly Block[] {
  return [
    {
      type: 'list',
      title: 'Suspicions that are confirmed',
      noun: 'suspicion',
      items: confirmed.map(({ place, description, note }) => ({
        text: `${place}: ${description} ${note}`,
      })),
    },
    ...(dismissedText === null
      ? []
      : [{ type: 'text', text: dismissedText, tone: 'faint' } as const]),
  ];
}

function gateBlocks({ gate: { verdict, line, details } }: MapFacts): readonly Block[] {
  return [
    {
      type: 'text',
      weight: 'always',
      text: line,
      tone: verdict === null ? 'doubt' : VERDICTS[verdict],
    },
    {
      type: 'list',
      weight: 'always',
      isPart: true,
      title: 'Evidence of the gate',
      noun: 'detail',
      items: details.map((text) => ({ text })),
    },
  ];
}

/** The bottlenecks, the advice and the gate for a test report. */
export function mapText({ bottlenecks, advice, gate }: MapFacts): readonly string[] {
  return [
    ...bottlenecks.map(({ detail, place, bottleneck }) =>
      `${bottleneck.priority} ${detail} ${place}`.trim(),
    ),
    ...(advice === null ? [] : [advice]),
    gate.line,
  ];
}

/** The first bottleneck at its line; none in files outside of the repository or in packages. */
export function bottleneckAnnotations({
  bottlenecks: [first],
  advice,
}: MapFacts): readonly Annotation[] {
  const place = /^(?![/\\]|[a-z]+:|.*node_modules)(.+):(\d+)$/i.exec(
    first?.bottleneck.location ?? '',
  );
  if (first === undefined || place === null) return [];
  const [, file = '', line] = place;
  const title = `${first.bottleneck.priority} bottleneck: ${first.bottleneck.type}`;
  const message = `${first.detail} ${advice ?? ''}`.trim();
  return [{ level: 'warning', title, message, file, line: Number(line) }];
}
