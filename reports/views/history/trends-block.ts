import type { TrendFact } from '../../facts/history/history-facts.ts';
import { html, type Markup } from '../../html/markup.ts';
import { TREND_STYLE, trendPlot } from '../../html/trend-plot.ts';
import { sparkline } from '../../terminal/sparkline.ts';
import type { Block, ListBlock, TableBlock } from '../../view.ts';
import { changeItem } from './change-item.ts';

/** Columns of a trend's line in a terminal. */
const LINE = 60;

/**
 * Trends as a table, in a terminal as lines with their changes, on a page as plots.
 * @param is - Whether they are listed where nothing is drawn, and drawn in a terminal.
 */
export function trendsBlock(
  trends: readonly TrendFact[],
  is: { readonly isListed: boolean; readonly isDrawn: boolean },
): TableBlock {
  return {
    type: 'table',
    title: 'Trends',
    noun: 'trend',
    columns: [
      { title: 'Scenario', isName: true },
      { title: 'Metric' },
      { title: 'Now', align: 'right' },
      { title: 'Noise', align: 'right' },
      { title: 'Runs', align: 'right' },
      { title: 'Remarks' },
    ],
    rows: is.isListed
      ? trends.map(({ scenario, metric, now, noise, runs, remarks }) => [
          scenario,
          metric,
          now,
          noise,
          runs,
          remarks.join('; '),
        ])
      : [],
    inTerminal: is.isDrawn ? trends.map(trendList) : [],
    onPage: () => trends.map(plotBlock),
  };
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

function plotBlock(fact: TrendFact): Block {
  return { type: 'chart', line: null, html: plotSection(fact), style: TREND_STYLE };
}

function plotSection({
  scenario,
  metric,
  machine,
  now,
  noise,
  runs,
  remarks,
  trend,
}: TrendFact): Markup {
  const about = [now, noise, runs, machine].filter((text) => text !== null && text !== '');
  return html`<section class="trend-of"><h2>${scenario}: ${metric}</h2>
<p>${about.join(' · ')}</p>
${trendPlot(trend)}
${remarks.map((remark) => html`<p class="faint">${remark}</p>`)}</section>
`;
}
