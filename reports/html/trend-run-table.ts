import type { Trend } from '../../harness/model/documents/history-document.ts';
import { formatMoment, formatQuantity, formatRange } from '../format-quantity.ts';
import { printable } from '../text/printable-text.ts';
import { plural } from '../text/sentence-parts.ts';
import { formatCoordinate } from './format-plot-numbers.ts';
import { createTrendScale, type TrendLimit } from './history-trend-plot.ts';
import { html, type Markup } from './html-markup.ts';

/** Most runs listed, the newest; the plot reads these to its reader. */
const MAX_RUNS = 200;
/** Characters of a commit that are shown. */
const SHORT_SHA_LENGTH = 8;

/** Additions of a page to its trends. */
export interface TrendOptions {
  /** Budget to draw; null: none. */
  readonly limit: TrendLimit | null;
  /** Address of a run's page; null: it has none. */
  readonly runLink: (run: string) => string | null;
}

/** Runs of a trend as a table, the newest first, for reading without a pointer or scripts. */
export function trendRunTable(trend: Trend, { limit, runLink }: TrendOptions): Markup | null {
  const { points, unit } = trend;
  if (points.length === 0) return null;
  const { place, y, times } = createTrendScale(trend, limit);
  const first = Math.max(0, points.length - MAX_RUNS);
  const rows = points.slice(first).map((point, index) => {
    const { run, at, commit, author, subject, center, low, high } = point;
    const link = runLink(run);
    const when = formatMoment(at);
    const where = `${formatCoordinate(place(times[first + index] ?? 0) * 100)} ${formatCoordinate(y(center))}`;
    return html`<tr data-at="${where}"><th scope="row">${link === null ? when : html`<a href="${link}">${when}</a>`}</th><td class="number">${formatQuantity(center, unit)}</td><td>${formatRange(low, high, unit)}</td><td><code>${commit?.slice(0, SHORT_SHA_LENGTH) ?? ''}</code></td><td>${printable(author ?? '')}</td><td class="free">${printable(subject ?? '')}</td></tr>
`;
  });
  const count = first === 0 ? '' : `the newest ${rows.length} of `;
  return html`<details><summary>${count}${plural(points.length, 'run')} as a table</summary><div class="scroll"><table class="list"><thead><tr><th scope="col">began (UTC)</th><th scope="col" class="number">median</th><th scope="col">interval</th><th scope="col">commit</th><th scope="col">author</th><th scope="col">message</th></tr></thead>
<tbody>${rows.toReversed()}</tbody></table></div></details>
`;
}
