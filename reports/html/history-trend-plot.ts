import type { Trend } from '../../harness/model/documents/history-document.ts';
import { formatQuantity } from '../format-quantity.ts';
import { formatCoordinate } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { linearAxis, pictureRange } from './plot-axis.ts';
import { createHeightScale, framePlot } from './plot-frame.ts';

const WIDTH = 1_000;
const HEIGHT = 220;
const EDGE = 12;
/** Most points drawn individually; beyond, each column shows its minimum and maximum. */
const MOST_POINTS = 1_200;

/**
 * Draws a metric over time: points with the band of their intervals, levels, changes and
 * annotations. Each kind of mark is a single path, so that ten thousand points are drawn at once.
 * null for a single point.
 */
export function trendPlot(trend: Trend): Markup | null {
  const { points, levels, changes, annotations, unit, metric, scenario } = trend;
  if (points.length < 2) return null;
  const values = points.map(({ center }) => center);
  const axis = linearAxis(
    ...pictureRange(
      points.flatMap(({ low, high }) => [low, high]),
      levels.map(({ value }) => value),
    ),
  );
  const x = (index: number): number => EDGE + (index / (points.length - 1)) * (WIDTH - 2 * EDGE);
  const y = createHeightScale(axis, HEIGHT, EDGE);
  const at = (index: number, value: number): string =>
    `${formatCoordinate(round(x(index)))} ${formatCoordinate(round(y(value)))}`;
  const shown = thinned(values);
  const band = [
    ...shown.map((index) => at(index, points[index]?.high ?? 0)),
    ...shown.toReversed().map((index) => at(index, points[index]?.low ?? 0)),
  ];
  const dots = shown.map((index) => `M${at(index, values[index] ?? 0)}h0`).join('');
  const frame = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [y(tick), formatQuantity(tick, unit)] as const),
    label: `${metric} of ${scenario} over ${points.length} runs: ${changes.length} shifts in the typical value`,
    tone: 'tone-plain',
    width: WIDTH,
  };
  return html`<figure class="trend"><figcaption>${metric} in the order of the code</figcaption>
${framePlot(
  frame,
  html`<path class="estimate" data-mark="band" d="M${band.join('L')}Z"/>
<path class="dots" data-mark="points" d="${dots}"/>
${levels.map(({ start, end, value }) => html`<path class="level" data-mark="level" d="M${at(start, value)}L${at(end - 1, value)}"/>`)}
${annotations.map(({ index, kind, text }) => html`<path class="note" data-mark="${kind}" d="M${formatCoordinate(round(x(index)))} 0V${HEIGHT}"><title>${text}</title></path>`)}
${changes.map(({ id, index, direction }) => html`<path class="change ${direction}" data-mark="change" d="M${formatCoordinate(round(x(index) - x(1) / 2 + EDGE / 2))} 0V${HEIGHT}"><title>change ${id}</title></path>`)}`,
)}
<ul class="legend"><li>points: medians of runs</li><li>band: their intervals</li><li>lines: levels</li>${changes.length === 0 ? null : html`<li>broken: changes</li>`}${annotations.length === 0 ? null : html`<li>dotted: machine, Node.js, settings, releases, notes</li>`}</ul>
</figure>`;
}

/** Styles of these plots, in addition to the common style. */
export const TREND_STYLE = `
.trend .dots{fill:none;stroke:currentColor;stroke-width:4;stroke-linecap:round;vector-effect:non-scaling-stroke;opacity:.55}
.trend .level{fill:none;stroke:currentColor;stroke-width:2;vector-effect:non-scaling-stroke}
.trend .change{fill:none;stroke-width:1.5;stroke-dasharray:5 3;vector-effect:non-scaling-stroke;stroke:currentColor}
.trend .change.worse{stroke:var(--bad)}
.trend .change.better{stroke:var(--good)}
.trend .note{fill:none;stroke:currentColor;stroke-width:1;stroke-dasharray:1 3;vector-effect:non-scaling-stroke;opacity:.6}
`;

/** Indexes that are drawn: all, or the extremes of each stretch. */
function thinned(values: readonly number[]): readonly number[] {
  if (values.length <= MOST_POINTS) return values.map((_, index) => index);
  const stretches = MOST_POINTS / 2;
  const chosen = Array.from({ length: stretches }, (_, stretch) => {
    const from = Math.floor((stretch * values.length) / stretches);
    const to = Math.floor(((stretch + 1) * values.length) / stretches);
    let [least, most] = [from, from];
    for (let index = from; index < to; index += 1) {
      if ((values[index] ?? 0) < (values[least] ?? 0)) least = index;
      if ((values[index] ?? 0) > (values[most] ?? 0)) most = index;
    }
    return least < most ? [least, most] : [most, least];
  });
  return [...new Set(chosen.flat())];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
