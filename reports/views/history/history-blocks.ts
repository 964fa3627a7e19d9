import type { HistoryReport } from '../../../harness/model/documents/history-document.ts';
import type { ChangeCommitOrRunFacts } from '../../display-facts/history/history-change-commit-or-run-display-data.ts';
import {
  type HistoryChangeFact,
  needsAttention,
  type TrendFact,
} from '../../display-facts/history/history-display-data.ts';
import type {
  Block,
  ListBlock,
  ListItem,
  TableBlock,
} from '../../format-independent-report-view.ts';
import { TREND_STYLE, trendPlot } from '../../html/history-trend-plot.ts';
import { html, type Markup } from '../../html/html-markup.ts';
import { TREND_READOUT_SCRIPT } from '../../html/trend-readout-script.ts';
import { type TrendOptions, trendRunTable } from '../../html/trend-run-table.ts';
import { createTable } from '../../report-block-builders.ts';
import { sparkline } from '../../terminal/sparkline.ts';
import type { TextTone } from '../../text/terminal-text-colors.ts';

/** Addresses of pages about changes, where there are such pages. */
export interface ChangeLinks {
  readonly scenario: (name: string) => string;
  readonly commits: (good: string, bad: string) => string;
}

/** Returns the changes of level; those of a digest are split by the need for attention. */
export function changeBlocks(
  changes: readonly HistoryChangeFact[],
  view: HistoryReport['view'],
  isDrawn: boolean,
): readonly Block[] {
  if (view !== 'digest') return [changeTable('Changes', changes, isDrawn)];
  const pressing = changes.filter(({ change }) => needsAttention(change));
  const others = changes.filter(({ change }) => !needsAttention(change));
  return [
    changeTable('Slower, open', pressing, isDrawn),
    changeTable('Faster, fixed or triaged', others, isDrawn),
  ];
}

/** @param isDrawn - A terminal lists the changes below their trends. */
export function changeTable(
  title: string,
  changes: readonly HistoryChangeFact[],
  isDrawn: boolean,
  links?: ChangeLinks,
): TableBlock {
  const items = changes.map((fact) => {
    const { change, scenario, metric } = fact;
    const details =
      change.bisect === null || !needsAttention(change) ? [] : [{ text: change.bisect }];
    return { ...changeItem(fact, `${scenario}: ${metric} `), details };
  });
  return createTable({
    weight: 'always',
    title,
    noun: 'change',
    rows: changes,
    isStacked: true,
    columns: [
      ['Change', ({ change }) => change.id, 'code'],
      [
        'Scenario',
        ({ scenario, trend }) => ({
          text: scenario,
          target: links?.scenario(trend.scenario) ?? null,
        }),
        'name',
      ],
      ['Metric', ({ metric }) => metric],
      ['Size', ({ change, size }) => ({ text: size, tone: changeTone(change) })],
      [
        'Since',
        ({
          since,
          change: {
            since: { good, bad },
          },
        }) => ({
          text: since,
          target: (good && bad && links?.commits(good, bad)) || null,
        }),
      ],
      ['Status', ({ status }) => status],
    ],
    inTerminal: isDrawn ? [] : [{ type: 'list', title, noun: 'change', items }],
  });
}

function changeItem(
  { change, size, levels, since, status }: HistoryChangeFact,
  start = '',
): ListItem {
  const both = size === levels ? size : `${size}, ${levels}`;
  return {
    lead: `${change.direction === 'better' ? '▼' : '▲'} ${change.id}`,
    leadTone: changeTone(change),
    text: `${start}${both}, ${since}; ${status}`,
  };
}

/** Tone of a change: bad where it needs attention. */
export function changeTone(change: HistoryChangeFact['change']): TextTone {
  return change.direction === 'better' ? 'good' : needsAttention(change) ? 'bad' : 'doubt';
}

export function requestedRunBlocks({ runs, rest }: ChangeCommitOrRunFacts): readonly Block[] {
  return [
    ...runs.map(({ id, scenario, at, code, conditions, verdict, metrics }) =>
      createTable({
        title: `${scenario}: ${at} UTC, ${code}, ${verdict}`,
        noun: 'metric',
        notes: [conditions, id],
        rows: metrics,
        columns: [
          ['Metric', ({ metric }) => metric],
          ['Value', ({ value }) => value, 'right'],
          ['Interval', ({ range }) => range],
          ['Trials', ({ trials }) => trials, 'right'],
          ['Deviation', ({ level }) => (level === '' ? '' : `${level} from the typical value`)],
        ],
      }),
    ),
    { type: 'text', tone: 'faint', text: rest },
  ];
}

/** Columns of a trend's line in a terminal. */
const LINE = 60;

/**
 * Returns trends as a table, in a terminal as lines with their changes, on a page as plots.
 * @param is - Flags to list the trends in text formats, and to draw them in a terminal.
 */
export function trendsBlock(
  trends: readonly TrendFact[],
  is: { readonly isListed: boolean; readonly isDrawn: boolean },
): TableBlock {
  return createTable({
    title: 'Trends',
    noun: 'trend',
    rows: is.isListed ? trends : [],
    columns: [
      ['Scenario', ({ scenario }) => scenario, 'name'],
      ['Metric', ({ metric }) => metric],
      ['Now', ({ now }) => now, 'right'],
      ['Noise', ({ noise }) => noise, 'right'],
      ['Runs', ({ runs }) => runs, 'right'],
      ['Remarks', ({ remarks }) => remarks.join('; ')],
    ],
    inTerminal: is.isDrawn ? trends.map(trendList) : [],
    onPage: () =>
      trends.map((trend) => ({
        type: 'chart',
        html: trendSection(trend, { limit: null, runLink: () => null }),
        style: TREND_STYLE,
        script: TREND_READOUT_SCRIPT,
      })),
  });
}

function trendList(fact: TrendFact): ListBlock {
  const { scenario, metric, machine, now, noise, runs, trend, changes, remarks } = fact;
  const values = trend.points.map(({ center }) => center);
  const faint = [...(machine === null ? [] : [machine]), ...remarks];
  return {
    type: 'list',
    title: [`${scenario}: ${metric}`, now, noise, runs].filter((text) => text !== '').join('  '),
    noun: 'line',
    items: [
      ...(values.length < 2 ? [] : [{ text: sparkline(values, Math.min(LINE, values.length)) }]),
      ...changes.map((change) => changeItem(change)),
      ...faint.map((text) => ({ text, tone: 'faint' as const })),
    ],
  };
}

/** Section of a page with the plot of a trend and its runs. */
export function trendSection(fact: TrendFact, options: TrendOptions): Markup {
  const { scenario, metric, machine, now, noise, runs, remarks, trend } = fact;
  const about = [now, noise, runs, machine ?? ''].filter((text) => text !== '');
  return html`<section class="trend-of"><h2>${scenario}: ${metric}</h2>
<p>${about.join(' · ')}</p>
${trendPlot(trend, options.limit)}
${remarks.map((remark) => html`<p class="faint">${remark}</p>`)}${trendRunTable(trend, options)}</section>
`;
}
