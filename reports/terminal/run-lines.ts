import { type Footnote, footnotesOf, marks } from '../facts/footnotes.ts';
import type { BudgetFact, BudgetOutcome } from '../facts/run/budget-facts.ts';
import type { FailureFact } from '../facts/run/failure-facts.ts';
import type { MetricFact } from '../facts/run/metric-facts.ts';
import type { RunFacts } from '../facts/run/run-facts.ts';
import { formatQuantity } from '../scale.ts';
import { displayWidth, shorten } from '../text/display-width.ts';
import type { Tone } from '../text/paint.ts';
import { fieldLines } from './field-lines.ts';
import type { Page } from './page.ts';
import { distribution, sparkline } from './sparkline.ts';

export const BUDGET_MARKS: Readonly<Record<BudgetOutcome, { mark: string; tone: Tone }>> = {
  kept: { mark: '✓', tone: 'good' },
  broken: { mark: '✗', tone: 'bad' },
  unmeasured: { mark: '✗', tone: 'bad' },
  unsure: { mark: '?', tone: 'doubt' },
  warned: { mark: '!', tone: 'doubt' },
};

/** Everything about one scenario. */
export function runLines(
  facts: RunFacts,
  footnotes: readonly Footnote[],
  page: Page,
): readonly string[] {
  const { paint } = page;
  const blocks = [
    facts.failures.flatMap((failure) => failureLines(failure, page)),
    budgetLines(facts.budgets, page),
    metricLines(facts, footnotes, page),
    fieldLines(facts.field, page),
    pictureLines(facts.primary, page),
    closing(facts, page),
  ].filter((block) => block.length > 0);
  const body = blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
  const kind = ` · ${facts.kind}`;
  const noted = marks(footnotesOf(footnotes, facts.scenario, null));
  const title = noted === '' ? facts.scenario : `${facts.scenario} ${noted}`;
  const lines = page.paragraph(title, { tone: 'strong' });
  const isRoom = lines.length === 1 && displayWidth(title + kind) <= page.width;
  return [...(isRoom ? [`${lines[0]}${paint('faint', kind)}`] : lines), ...body];
}

function failureLines(failure: FailureFact, page: Page): readonly string[] {
  const { place, reason, message, remedy, output } = failure;
  const room = page.width - 6;
  return [
    ...page.paragraph(`${place} failed (${reason}): ${message}`, {
      first: '  ✗ ',
      firstTone: 'bad',
    }),
    ...(output.length === 0 ? [] : ['    it printed:']),
    ...output.map((line) => page.paint('faint', `    │ ${shorten(line, room)}`)),
    ...(remedy === null ? [] : page.paragraph(remedy, { first: '    → ' })),
  ];
}

function budgetLines(budgets: readonly BudgetFact[], page: Page): readonly string[] {
  return page.table(
    [{}, { gives: true }, {}, { align: 'right' }, {}],
    budgets.map(({ outcome, metric, limit, value, distance }) => {
      const { mark, tone } = BUDGET_MARKS[outcome];
      const isKept = outcome === 'kept';
      return [
        { text: mark, tone },
        { text: metric },
        { text: limit },
        { text: value, tone: isKept ? 'plain' : tone },
        { text: distance, tone: isKept ? 'faint' : tone },
      ];
    }),
  );
}

function metricLines(
  { scenario, metrics, intervalTitle, unavailable }: RunFacts,
  footnotes: readonly Footnote[],
  page: Page,
): readonly string[] {
  const head = ['metric', 'median', intervalTitle, 'n', 'varies by', ''];
  const rows = metrics.map(({ name, isPrimary, center, interval, variation, summary }) => [
    { text: name, tone: isPrimary ? ('strong' as const) : ('plain' as const) },
    { text: center, tone: isPrimary ? ('strong' as const) : ('plain' as const) },
    { text: interval },
    { text: `${summary.n}` },
    { text: variation },
    { text: marks(footnotesOf(footnotes, scenario, name)), tone: 'doubt' as const },
  ]);
  const table = page.table(
    [
      { gives: true },
      { align: 'right' },
      { align: 'right' },
      { align: 'right' },
      { align: 'right' },
      {},
    ],
    rows.length === 0 ? [] : [head.map((text) => ({ text, tone: 'faint' as const })), ...rows],
  );
  const notes = unavailable.flatMap(({ metrics: names, reason }) =>
    page.paragraph(`${names.join(', ')}: not available, ${reason}`, {
      first: '  ',
      tone: 'faint',
    }),
  );
  return [...table, ...notes];
}

/** Fewer trials make no picture. */
const PICTURE_FROM = 4;
const WIDEST_PICTURE = 60;

/** The trials of the primary metric: in the order of measuring, and how they spread. */
function pictureLines(primary: MetricFact | null, page: Page): readonly string[] {
  if (primary === null || primary.summary.sample.length < PICTURE_FROM) return [];
  const { sample, unit } = primary.summary;
  const low = formatQuantity(Math.min(...sample), unit);
  const high = formatQuantity(Math.max(...sample), unit);
  const order = `${primary.name} of each trial`;
  const spread = `from ${low} to ${high}`;
  const labelWidth = Math.max(order.length, low === high ? 0 : spread.length);
  const width = Math.min(WIDEST_PICTURE, page.width - labelWidth - 4);
  const first = `  ${order.padEnd(labelWidth)}  ${sparkline(sample, width)}`;
  if (low === high) return [first];
  const bins = Math.min(30, Math.max(8, 2 * Math.ceil(Math.sqrt(sample.length))));
  const second = `  ${spread.padEnd(labelWidth)}  ${distribution(sample, Math.min(width, bins))}`;
  return [first, second.trimEnd()];
}

function closing({ sampling, id }: RunFacts, page: Page): readonly string[] {
  return [
    ...page.paragraph(sampling.sentence, { first: '  ', tone: 'faint' }),
    ...page.paragraph(`record ${id}`, { first: '  ', tone: 'faint' }),
  ];
}
