import type { PerformanceMap } from '../../../harness/model/documents/performance-map-document.ts';
import {
  type MapFacts,
  mapFacts,
} from '../../display-facts/profile/performance-map-display-data.ts';
import type {
  Annotation,
  Block,
  Fact,
  ListBlock,
  TableBlock,
} from '../../format-independent-report-view.ts';
import { GATE_TONES, performanceMapSections } from '../../html/performance-map-sections.ts';
import { createFact, createTable, notOnHtmlPage } from '../../report-block-builders.ts';
import type { TextTone } from '../../text/terminal-text-colors.ts';

const PRIORITIES: Readonly<
  Record<MapFacts['bottlenecks'][number]['bottleneck']['priority'], TextTone>
> = {
  PRIMARY: 'bad',
  SECONDARY: 'doubt',
  TERTIARY: 'strong',
};
/** Non-breaking spaces, which a table preserves: two per level of callers. */
const LEVEL = '\u00a0\u00a0';

export function mapBlocks(facts: MapFacts): readonly Block[] {
  const { title, steps, confirmed, dismissedText, gate } = facts;
  return [
    { type: 'chart', weight: 'always', html: performanceMapSections(facts) },
    ...notOnHtmlPage([
      bottleneckList(facts),
      {
        type: 'text',
        weight: 'always',
        text: gate.line,
        tone: gate.verdict === null ? 'doubt' : GATE_TONES[gate.verdict],
      },
      {
        type: 'list',
        weight: 'always',
        isPart: true,
        title: 'Gate evidence',
        noun: 'detail',
        items: gate.details.map((text) => ({ text })),
      },
      stepTable(title, steps),
      {
        type: 'list',
        title: 'Confirmed hypotheses',
        noun: 'finding',
        items: confirmed.map(({ place, description, note }) => ({
          text: `${place}: ${description} ${note}`,
        })),
      },
      { type: 'text', text: dismissedText ?? '', tone: 'faint' },
    ]),
  ];
}

/** Returns a map's bottlenecks and gate for other documents; its steps are in files only. */
export function mapSummary(title: string, map: PerformanceMap, target: string): readonly Block[] {
  const facts = mapFacts(map, target);
  const { bottlenecks, gate, steps } = facts;
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
      onPage: { html: performanceMapSections(facts) },
    },
    {
      ...stepTable('All steps', steps),
      weight: 'file',
      isPart: true,
      isFolded: true,
      onPage: null,
    },
  ];
}

function stepTable(title: string, steps: MapFacts['steps']): TableBlock {
  return createTable({
    weight: 'always',
    title,
    noun: 'step',
    rows: steps,
    columns: [
      ['Share', ({ share }) => share, 'right strong'],
      ['Time', ({ time }) => time, 'right'],
      ['Step', ({ depth, name }) => `${LEVEL.repeat(depth)}${name}`, 'code'],
      ['Type', ({ step }) => step.step_type, 'faint'],
      ['Where', ({ place }) => place, 'code faint'],
    ],
  });
}

/** Bottlenecks by priority; the advice is part of the first. */
function bottleneckList({ bottlenecks, advice }: MapFacts): ListBlock {
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

export function formatMapText({ bottlenecks, advice, gate }: MapFacts): readonly string[] {
  return [
    ...bottlenecks.map(({ detail, place, bottleneck }) =>
      `${bottleneck.priority} ${detail} ${place}`.trim(),
    ),
    ...(advice === null ? [] : [advice]),
    gate.line,
  ];
}

/** Returns an annotation at the first bottleneck; none outside the repository or in packages. */
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

export function mapAgentFacts(facts: MapFacts): readonly Fact[] {
  const { map, advice, gate, dismissed } = facts;
  return [
    createFact('map', {
      wall_time: map.baseline.wall_time_ms,
      unit: 'ms',
      class: map.bottleneck_classification,
      trials: map.trials,
      dismissed: dismissed.length,
    }),
    ...facts.steps.map(({ place, step }) =>
      createFact('step', {
        id: step.id,
        share: step.time_share_pct / 100,
        time: step.wall_time_ms,
        self: step.self_time_ms,
        function: step.function,
        where: place || null,
        type: step.type,
        class: step.step_type,
        calls: step.calls,
        origin: step.origin,
        confidence: step.confidence,
      }),
    ),
    ...facts.bottlenecks.flatMap(({ place: where, detail, why, bottleneck }, index) => [
      createFact('bottleneck', {
        place: index + 1,
        priority: bottleneck.priority,
        step: bottleneck.step,
        function: bottleneck.function,
        where: where || null,
        class: bottleneck.type,
        share: bottleneck.share / 100,
        time: bottleneck.wall_time_ms,
        text: detail,
        advice: index === 0 ? advice : null,
      }),
      ...why.map(({ id, question, answer }) =>
        createFact('why', { bottleneck: index + 1, id, question, answer }),
      ),
    ]),
    ...facts.confirmed.map(({ place: where, description: text, note, suspicion }) => {
      const { id, verdict, category, share } = suspicion;
      const of = share === null ? null : share / 100;
      return createFact('suspicion', { id, verdict, category, where, share: of, text, note });
    }),
    createFact('wrong_tool', {
      verdict: gate.verdict ?? 'none',
      outcome: map.wrong_tool?.outcome ?? null,
      indicators: map.wrong_tool_indicators.join(', ') || null,
      text: gate.line,
      details: gate.details.join(' / ') || null,
    }),
  ];
}
