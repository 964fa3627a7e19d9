import {
  type Footnote,
  findFootnotes,
  formatFootnoteMarks,
} from '../../display-facts/collect-finding-footnotes.ts';
import type { FieldDataFact } from '../../display-facts/run/real-user-metrics-display-data.ts';
import type { MetricFact, RunFacts } from '../../display-facts/run/single-run-display-data.ts';

import type { Block, TableBlock } from '../../format-independent-report-view.ts';
import { formatQuantity } from '../../format-quantity.ts';
import { createTable, onlyInMarkdown } from '../../report-block-builders.ts';
import type { RenderOptions } from '../../reporter.ts';
import { formatDistribution, sparkline } from '../../terminal/sparkline.ts';
import { plural } from '../../text/sentence-parts.ts';
import { budgetTable } from './run-overview-budget-and-ranking-tables.ts';
import { runPlotsAndScreenshots } from './run-plots-and-screenshots.ts';

interface RunOptions {
  /** Place of a page. */
  readonly id: string;
  readonly footnotes: readonly Footnote[];
  readonly pictures: RenderOptions['pictures'];
  /** A terminal shows it in full. */
  readonly isInFull: boolean;
}

/**
 * Returns the section of a scenario: in Markdown its failures are visible and its metrics folded,
 * in other formats all of it is shown.
 */
export function runSection(facts: RunFacts, options: RunOptions): readonly Block[] {
  const { id, footnotes, pictures, isInFull } = options;
  const { scenario, kind, metrics, field } = facts;
  const count = metrics.length === 0 ? '' : `: ${plural(metrics.length, 'metric')}`;
  const title = `${scenario} (${kind})${count}`;
  return [
    ...onlyInMarkdown(
      failureBlocks(facts, `${scenario}: `).map((block) => ({ ...block, weight: 'always' })),
    ),
    {
      ...(metrics.length === 0
        ? { type: 'text', text: saidOf(facts).join('; ') }
        : { ...metricTable(facts, footnotes), notes: saidOf(facts) }),
      title,
      isFolded: true,
      inTerminal: isInFull ? runBlocks(facts, options, trialLines(facts.primary)) : [],
      onPage: () => runBlocks(facts, { id, footnotes }, runPlotsAndScreenshots(facts, pictures)),
    },
    ...onlyInMarkdown(fieldTables(field)),
  ];
}

export function runBlocks(
  facts: RunFacts,
  { id, footnotes }: Pick<RunOptions, 'id' | 'footnotes'>,
  pictures: readonly Block[],
): readonly Block[] {
  const { scenario, kind, budgets, metrics, field } = facts;
  const noted = formatFootnoteMarks(findFootnotes(footnotes, scenario, null));
  const said = saidOf(facts);
  return [
    {
      type: 'text',
      id,
      title: `${scenario} · ${kind} ${noted}`.trimEnd(),
      text: said.at(-1) ?? '',
      tone: 'faint',
    },
    ...failureBlocks(facts),
    budgetTable(budgets.map((budget) => ({ budget }))),
    ...pictures,
    ...(metrics.length === 0
      ? unavailableTexts(facts).map((text): Block => ({ type: 'text', tone: 'faint', text }))
      : [{ ...metricTable(facts, footnotes), notes: unavailableTexts(facts) }]),
    ...fieldTables(field),
  ];
}

function failureBlocks({ failures }: RunFacts, start = ''): readonly Block[] {
  return failures.flatMap(({ place, reason, message, remedy, output }): readonly Block[] => [
    {
      type: 'list',
      noun: 'failure',
      items: [
        {
          sign: '✗',
          text: `${start}${place} failed (${reason}): ${message}`,
          details: remedy === null ? [] : [{ text: `→ ${remedy}`, tone: 'plain' }],
        },
      ],
    },
    { type: 'code', title: 'Output', isPart: true, language: 'text', lines: output },
  ]);
}

/** Metrics that could not be had, and how the run was sampled, a sentence each. */
function saidOf(facts: RunFacts): readonly string[] {
  return [...unavailableTexts(facts), `${facts.sampling.sentence}; record ${facts.id}`];
}

function unavailableTexts({ unavailable }: RunFacts): readonly string[] {
  return unavailable.map(
    ({ metrics, reason }) => `${metrics.join(', ')}: not available, ${reason}`,
  );
}

function metricTable(
  { scenario, metrics, intervalTitle }: RunFacts,
  footnotes: readonly Footnote[],
): TableBlock {
  return createTable({
    noun: 'metric',
    rows: metrics,
    columns: [
      ['Metric', ({ name, isPrimary }) => ({ text: name, tone: isPrimary ? 'strong' : 'plain' })],
      ['Median', ({ center }) => center, 'right'],
      [intervalTitle, ({ interval }) => interval, 'right'],
      ['n', ({ summary }) => `${summary.n}`, 'right'],
      ['Variation', ({ variation }) => variation, 'right'],
      [
        '',
        ({ name }) => formatFootnoteMarks(findFootnotes(footnotes, scenario, name)),
        'whole doubt',
      ],
    ],
  });
}

function fieldTables(field: FieldDataFact | null): readonly TableBlock[] {
  if (field === null) return [];
  return [
    createTable({
      title: 'Field data',
      isPart: true,
      noun: 'metric',
      notes: [`${field.title}. ${field.note}`],
      rows: field.rows,
      columns: [
        ['Metric', ({ name }) => name],
        ['p75', ({ p75 }) => p75, 'right'],
        ['95 % interval', ({ interval }) => interval, 'right'],
        ['Visits', ({ visits }) => visits, 'right'],
        ['Lab median', ({ lab }) => lab, 'right'],
      ],
    }),
  ];
}

/** Fewer trials make no picture. */
const PICTURE_FROM = 4;
/** Columns of a picture in a terminal. */
const WIDEST = 40;

function trialLines(primary: MetricFact | null): readonly Block[] {
  if (primary === null || primary.summary.sample.length < PICTURE_FROM) return [];
  const { sample, unit } = primary.summary;
  const low = formatQuantity(Math.min(...sample), unit);
  const high = formatQuantity(Math.max(...sample), unit);
  const bins = Math.min(30, Math.max(8, 2 * Math.ceil(Math.sqrt(sample.length))));
  const order = { lead: `${primary.name} of each trial`, text: sparkline(sample, WIDEST) };
  const spread = {
    lead: `from ${low} to ${high}`,
    text: wide(formatDistribution(sample, bins).trimEnd()),
  };
  const items = (low === high ? [order] : [order, spread]).map((item) => ({
    ...item,
    leadTone: 'faint' as const,
  }));
  return [{ type: 'list', noun: 'picture', items }];
}

/** Empty places of a picture are no blanks between words. */
function wide(picture: string): string {
  return picture.replaceAll(' ', '\u00a0');
}
