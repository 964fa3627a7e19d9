import type {
  CapacityPoint,
  CapacityReport,
} from '../../harness/model/documents/capacity-document.ts';
import { formatQuantity } from '../format-quantity.ts';
import { formatCoordinate, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { type Axis, linearAxis } from './plot-axis.ts';
import { box, createHeightScale, framePlot, horizontalLine, verticalLine } from './plot-frame.ts';

const HEIGHT = 300;
const EDGE = 12;
/** Room at the ends of an axis, as a share of its length. */
const ROOM = 0.04;

/** Labels closer to an end than this would extend beyond it. */
const LABEL_ROOM = 0.03;

const SERIES = [
  { metric: 'latency.p50', title: 'p50', side: 'base' },
  { metric: 'latency.p99', title: 'p99', side: 'head' },
] as const;

/**
 * Draws response times by rate, both on logarithmic scales, since a queue multiplies times and
 * rates are tried in factors. The band is the interval of the capacity, the dashed line the limit.
 */
export function capacityPlot(document: CapacityReport): Markup | null {
  const { points, capacity, limits } = document;
  const shown = points.filter(({ metrics }) => metrics['latency.p50'] !== undefined);
  if (shown.length < 2) return null;
  const limit = limits.find(({ metric }) => metric === 'latency.p99')?.limit ?? null;
  const times = shown.flatMap(({ metrics }) =>
    SERIES.flatMap(({ metric }) => {
      const summary = metrics[metric];
      return summary === undefined ? [] : [summary.low, summary.high];
    }),
  );
  const rates = logAxis(shown.map(({ rate }) => rate));
  const axis = logAxis([...times, ...(limit === null ? [] : [limit])]);
  const height = createHeightScale(axis, HEIGHT, EDGE);
  const frame: Frame = {
    place: (rate) => rates.place(Math.log10(rate)),
    x: (rate) => formatWidthShare(rates.place(Math.log10(rate))),
    y: (timeMs) => height(Math.log10(timeMs)),
  };
  const options = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [height(tick), formatQuantity(10 ** tick, 'ms', 2)] as const),
    below: rates.ticks.map(
      (tick) => [rates.place(tick), formatQuantity(10 ** tick, '/s', 2)] as const,
    ),
    label: `Response times at ${shown.length} request rates; the numbers are in the table below`,
  };
  return html`<figure class="curve"><figcaption>response time by rate, both axes in logarithms</figcaption>
${framePlot(
  options,
  html`${capacityBand(capacity, frame)}
${axis.ticks.map((tick) => horizontalLine(height(tick), { look: 'tick' }))}
${limit === null ? null : horizontalLine(frame.y(limit), { look: 'one', mark: 'limit' })}
${SERIES.map((series) => seriesMarks(series, shown, frame))}`,
)}
<ul class="legend">${SERIES.map(({ title, side }) => html`<li><svg width="10" height="10"><rect class="bar ${side}" width="10" height="10"/></svg> ${title}</li>`)}<li>band: capacity</li>${limit === null ? null : html`<li>broken line: limit of p99</li>`}</ul>
</figure>`;
}

interface Frame {
  readonly place: (rate: number) => number;
  readonly x: (rate: number) => string;
  readonly y: (timeMs: number) => number;
}

function capacityBand(capacity: CapacityReport['capacity'], { place }: Frame): Markup | null {
  if (capacity === null) return null;
  const { rate, low, high } = capacity;
  const span = [place(low), place(high ?? rate)] as const;
  return html`${box(span, [0, HEIGHT], { look: 'band', mark: 'interval' })}${verticalLine(place(rate), { look: 'border', mark: 'capacity' })}`;
}

function seriesMarks(
  { metric, title, side }: (typeof SERIES)[number],
  points: readonly CapacityPoint[],
  { x, y }: Frame,
): Markup {
  const marks = points.flatMap(({ rate, metrics }) => {
    const summary = metrics[metric];
    return summary === undefined ? [] : [{ rate, summary }];
  });
  return html`${marks.slice(1).map(({ rate, summary }, index) => {
    const before = marks[index];
    if (before === undefined) return null;
    return html`<line class="path ${side}" x1="${x(before.rate)}" y1="${formatCoordinate(y(before.summary.center))}" x2="${x(rate)}" y2="${formatCoordinate(y(summary.center))}"/>`;
  })}${marks.map(
    ({ rate, summary }) =>
      html`<line class="path ${side}" data-mark="whisker" x1="${x(rate)}" x2="${x(rate)}" y1="${formatCoordinate(y(summary.low))}" y2="${formatCoordinate(y(summary.high))}"/><circle class="bar ${side}" data-mark="${title}" cx="${x(rate)}" cy="${formatCoordinate(y(summary.center))}" r="4"><title>${title} at ${formatQuantity(rate, '/s')}: ${formatQuantity(summary.center, 'ms', 3)}, ${summary.n} runs</title></circle>`,
  )}`;
}

/** Creates an axis of decimal logarithms: ticks at 1, 2, 5 of each power, fewer if long. */
function logAxis(values: readonly number[]): Axis {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const room = (most - least) * ROOM || 0.1;
  const axis = linearAxis(least - room, most + room);
  const steps = most - least > 2.5 ? [1] : most - least > 1.2 ? [1, 3] : [1, 2, 5];
  const powers = Array.from(
    { length: Math.ceil(axis.high) - Math.floor(axis.low) + 1 },
    (_, index) => Math.floor(axis.low) + index,
  );
  const ticks = powers
    .flatMap((power) => steps.map((step) => power + Math.log10(step)))
    .filter(
      (tick) =>
        axis.place(tick) >= LABEL_ROOM && axis.place(tick) <= 1 - LABEL_ROOM && axis.holds(tick),
    );
  return { ...axis, ticks };
}
