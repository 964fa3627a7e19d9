import { display, type history, pages } from 'perf-harness/plugin';
import { scenarioLink } from '../page-links.ts';
import { option } from '../trend-filter.ts';
import type { NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';

const MAX_COMMITS = 200;
const SHORT_SHA_LENGTH = 8;

/** 95 % of differences of two runs of the same code are smaller, in standard deviations of a run. */
const APART = 1.96 * Math.SQRT2;

export function commitComparisonPage(
  report: history.HistoryReport,
  sections: NavigationSections,
  chosen: { readonly base: string | null; readonly head: string | null },
): string {
  const commits = measuredCommits(report);
  const base = chosen.base ?? commits[1]?.commit ?? '';
  const head = chosen.head ?? commits[0]?.commit ?? '';
  const rows = report.trends.flatMap((trend) => comparedRow(trend, base, head));
  const [before, after] = [base, head].map((commit) =>
    display.printable(commit.slice(0, SHORT_SHA_LENGTH)),
  );
  const choice = (name: string, title: string, value: string): pages.Markup =>
    pages.html`<label>${title} <select name="${name}">${commits.some(({ commit }) => commit === value) ? null : option(value, value.slice(0, SHORT_SHA_LENGTH), value)}${commits.slice(0, MAX_COMMITS).map(({ commit, subject = '' }) => option(commit ?? '', `${commit?.slice(0, SHORT_SHA_LENGTH)} ${display.printable(subject)}`, value))}</select></label>`;
  return renderPageLayout({
    head: {
      title: 'perf-harness: two commits',
      sign: '●',
      word: 'Compare',
      tone: 'plain',
      sentence: `${display.plural(rows.length, 'metric was', 'metrics were')} measured at both ${before} and ${after}.`,
    },
    sections,
    section: 'compare',
    body: pages.html`<form class="filters long" method="get" action="/compare">
${choice('base', 'Base', base)}
${choice('head', 'Head', head)}
<button>Compare</button></form>
<p>Stored runs of different times: history, no verdict.</p>
${pages.blockMarkup(
  display.createTable({
    noun: 'metric',
    isStacked: true,
    rows,
    columns: [
      [
        'scenario',
        ({ trend }) => ({
          text: display.printable(trend.scenario),
          target: scenarioLink(trend.scenario),
        }),
      ],
      ['change', ({ change, tone }) => ({ text: change, tone }), 'right'],
      ['metric', ({ trend }) => trend.metric],
      [`base ${before}`, ({ from }) => from, 'right'],
      [`head ${after}`, ({ to }) => to, 'right'],
      ['noise', ({ trend }) => `±${display.formatShare(trend.noise)}`, 'right'],
      [
        'machine',
        ({ trend }) => (trend.machine === null ? 'all' : display.printable(trend.machine.title)),
      ],
    ],
  }),
)}
${rows.length === 0 ? null : pages.nextSection({ purpose: 'get a verdict', command: `perf-harness compare ${before} ${after}` })}`,
  });
}

function measuredCommits({ trends }: history.HistoryReport): readonly history.HistoryPoint[] {
  const known = new Map<string, history.HistoryPoint>();
  for (const point of trends.flatMap(({ points }) => points)) {
    if (point.commit !== null) known.set(point.commit, point);
  }
  const timeOf = ({ committed_at: committed, at }: history.HistoryPoint): string => committed ?? at;
  return [...known.values()].toSorted((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
}

/** Newest values of both commits in a trend; nothing where one of them is missing. */
function comparedRow(trend: history.Trend, base: string, head: string) {
  const last = (commit: string): history.HistoryPoint | undefined =>
    trend.points.findLast((point) => point.commit?.startsWith(commit) === true);
  const [before, after] = [last(base), last(head)];
  if (before === undefined || after === undefined || base === '' || head === '') return [];
  const ratio = after.center / before.center;
  const isApart = Math.abs(Math.log(ratio)) > APART * trend.noise;
  const isBetter = trend.better === 'lower' ? ratio < 1 : ratio > 1;
  const tone = !isApart ? 'plain' : isBetter ? 'good' : 'bad';
  const text = ({ center }: history.HistoryPoint): string =>
    display.formatQuantity(center, trend.unit);
  const change = before.center > 0 ? display.formatChange(ratio) : '';
  return [{ trend, change, tone, from: text(before), to: text(after) } as const];
}
