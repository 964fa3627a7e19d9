import { describe, expect, it } from 'vitest';
import type { HistoryPoint, Trend } from '../../../harness/model/documents/history-document.ts';
import { createTrendScale, trendPlot } from '../../../reports/html/history-trend-plot.ts';
import { trendRunTable } from '../../../reports/html/trend-run-table.ts';
import { historyDocuments } from '../../../tools/golden/history-documents.ts';

const [TREND] = historyDocuments()['history-trend'].trends;
if (TREND === undefined) throw new TypeError('no trend');
const trend: Trend = TREND;
const drawn = (limit: number | null): string =>
  trendPlot(trend, limit === null ? null : { limit, text: '< 3 ms' })?.markup ?? '';

/** Returns points of these commits, one an hour. */
function pointsOf(commits: readonly string[]): readonly HistoryPoint[] {
  return commits.map((commit, index) => ({
    run: `run-${index}`,
    at: new Date(Date.UTC(2026, 1, 1, index)).toISOString(),
    commit,
    committed_at: new Date(Date.UTC(2026, 0, Number.parseInt(commit, 16))).toISOString(),
    ...{ center: 1, low: 1, high: 1, n: 3 },
  }));
}

describe('the plot of a trend', () => {
  it('labels each change with its size and commit', () => {
    const texts = [...drawn(null).matchAll(/<text class="(?:worse|better)"[^>]*>([^<]*)/gu)];
    expect(texts.map(([, text]) => text)).toEqual(
      trend.changes.map(({ since }) =>
        expect.stringMatching(new RegExp(`^[+-][\\d.]+ % ${since.bad?.slice(0, 8)}$`, 'u')),
      ),
    );
  });

  it('draws a release at the date of its commit, wherever its first run stands', () => {
    const { place } = createTrendScale(trend, null);
    const at = '2026-01-13T12:00:00.000Z';
    const moved = trend.annotations.map((note) =>
      note.kind === 'release' ? { ...note, at } : note,
    );
    const page = trendPlot({ ...trend, annotations: moved })?.markup ?? '';
    const [, x] = /data-mark="release" x1="([\d.]+)%"/u.exec(page) ?? [];
    expect(Number(x)).toBeCloseTo(place(Date.parse(at)) * 100, 2);
  });

  it('draws a budget to scale where the values keep their room, and else names it at the edge', () => {
    expect(drawn(3)).toContain('data-mark="budget"');
    expect(drawn(3)).toContain('budget &lt; 3 ms</text>');
    expect(drawn(300)).not.toContain('data-mark="budget"');
    expect(drawn(300)).toContain('budget &lt; 3 ms ▲</text>');
  });

  it('places first runs of commits at the commits, repeated runs later, and none before another', () => {
    const points = pointsOf(['1', '2', '2', '3', '1', '9', '9']);
    const { times } = createTrendScale({ ...trend, points }, null);
    const days = [1, 2, 3, 3, 3, 9].map((day) => Date.UTC(2026, 0, day));
    expect(times).toEqual([...days, Date.parse(points[6]?.at ?? '')]);
  });
});

it('the table of runs names commit, author and message of each run, and where the plot shows it', () => {
  const runLink = (run: string): string | null => (run === 'run-43' ? '/runs/run-43' : null);
  const [, first = ''] =
    trendRunTable(trend, { limit: null, runLink })?.markup.split('<tr data-at=') ?? [];
  expect(first).toMatch(/^"98\.\d+ [\d.]+"><th scope="row"><a href="\/runs\/run-43">/u);
  expect(first).toContain('Ada &lt;Tester&gt;');
  expect(first).toContain('Sort 43 rows');
});
