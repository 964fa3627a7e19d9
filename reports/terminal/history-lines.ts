import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import {
  type HistoryChangeFact,
  type HistoryFacts,
  isPressing,
  type TrendFact,
} from '../facts/history/history-facts.ts';
import type { Tone } from '../text/paint.ts';
import { footnoteLines, nextLines } from './closing-lines.ts';
import type { Page } from './page.ts';
import { shownLines } from './shown-lines.ts';
import { sparkline } from './sparkline.ts';

const BADGES: Readonly<
  Record<HistoryFacts['headline']['word'], { readonly badge: string; readonly tone: Tone }>
> = {
  open: { badge: '✗ SLOWER', tone: 'bad' },
  steady: { badge: '✓ STEADY', tone: 'good' },
  empty: { badge: '? NO RUNS', tone: 'doubt' },
};

/** Columns of a trend's line. */
const LINE = 60;

/** What became of scenarios: each trend as a line, and since when what changed. */
export function historyLines(
  facts: HistoryFacts,
  { view }: HistoryReport,
  page: Page,
): readonly string[] {
  const { badge, tone } = BADGES[facts.headline.word];
  const { shown } = facts;
  const isDrawn = view === 'trend' || shown?.kind === 'change';
  const blocks = [
    page.paragraph(facts.headline.sentence, { first: `${badge}  `, firstTone: tone }),
    ...(isDrawn ? facts.trends.map((trend) => trendLines(trend, page)) : []),
    ...(isDrawn ? [] : facts.changes.map((change) => changeLines(change, page))),
    ...(shown === null ? [] : shownLines(shown, page)),
    footnoteLines(facts.footnotes, page),
    nextLines(facts.next, page),
  ].filter((block) => block.length > 0);
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function trendLines(fact: TrendFact, page: Page): readonly string[] {
  const { scenario, metric, machine, now, noise, runs, trend, changes, remarks } = fact;
  const values = trend.points.map(({ center }) => center);
  const level = [now, noise, runs].filter((text) => text !== '').join('  ');
  return [
    ...page.paragraph(`${scenario}  ${metric}  ${level}`, { first: '', tone: 'strong' }),
    ...(values.length < 2
      ? []
      : page.paragraph(sparkline(values, Math.min(LINE, values.length)), { first: '  ' })),
    ...(machine === null ? [] : page.paragraph(machine, { first: '  ', tone: 'faint' })),
    ...changes.flatMap((change) => oneChange(change, page)),
    ...remarks.flatMap((remark) => page.paragraph(remark, { first: '  ', tone: 'faint' })),
  ];
}

function changeLines(fact: HistoryChangeFact, page: Page): readonly string[] {
  return [
    ...page.paragraph(`${fact.scenario}  ${fact.metric}`, { first: '', tone: 'strong' }),
    ...oneChange(fact, page),
    ...(fact.change.bisect === null || !isPressing(fact.change)
      ? []
      : page.paragraph(fact.change.bisect, { first: '    ', tone: 'faint' })),
  ];
}

function oneChange(fact: HistoryChangeFact, page: Page): readonly string[] {
  const { change, size, levels, since, status } = fact;
  const tone = change.direction === 'better' ? 'good' : isPressing(change) ? 'bad' : 'doubt';
  const sign = change.direction === 'better' ? '▼' : '▲';
  const both = size === levels ? size : `${size}, ${levels}`;
  return page.paragraph(`${both}, ${since}; ${status}`, {
    first: `  ${sign} ${change.id}  `,
    firstTone: tone,
  });
}
