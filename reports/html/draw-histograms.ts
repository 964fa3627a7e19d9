import type { Unit } from '../../harness/model/metric.ts';
import { formatQuantity } from '../format-quantity.ts';
import { plural } from '../text/sentence-parts.ts';
import { html, type Markup } from './html-markup.ts';
import { type Axis, linearAxis, pictureRange } from './plot-axis.ts';
import { box, horizontalLine, labelsBelow, verticalLine } from './plot-frame.ts';

const HEIGHT = 64;
/** Fewer values make no heap. */
const MIN_VALUES = 5;

export interface HistogramSeries {
  readonly name: string;
  /** Text above it. */
  readonly text: string;
  /** Side that determines its color. */
  readonly side: 'base' | 'head';
  readonly values: readonly number[];
}

export interface ModeMark {
  readonly at: number;
  readonly text: string;
}

export function drawHistograms(
  series: readonly HistogramSeries[],
  unit: Unit,
  modes: readonly ModeMark[] = [],
): Markup | null {
  const all = series.flatMap(({ values }) => values);
  const most = Math.max(...series.map(({ values }) => values.length));
  if (most < MIN_VALUES || all.every((value) => value === all[0])) return null;
  const range = pictureRange(
    all,
    modes.map(({ at }) => at),
  );
  const axis = linearAxis(...range);
  const bins = binCount(most);
  const highest = Math.max(...series.flatMap(({ values }) => countIn(values, axis, bins)));
  return html`<figure class="histograms"><figcaption>how often which value</figcaption>
${series.map((sampleSeries) => histogram(sampleSeries, { axis, bins, highest, unit, modes }))}
${labelsBelow(axis.ticks.map((tick) => [axis.place(tick), formatQuantity(tick, unit)]))}
${modes.length === 0 ? null : html`<ul class="legend">${modes.map(({ text }) => html`<li>┊ ${text}</li>`)}</ul>`}
</figure>`;
}

interface Frame {
  readonly axis: Axis;
  readonly bins: number;
  /** Count of the highest bar of all. */
  readonly highest: number;
  readonly unit: Unit;
  readonly modes: readonly ModeMark[];
}

function histogram({ name, text, side, values }: HistogramSeries, frame: Frame): Markup {
  const { axis, bins, highest, unit, modes } = frame;
  const width = (axis.high - axis.low) / bins;
  const bars = countIn(values, axis, bins).map((count, index) => {
    if (count === 0) return null;
    const height = (count / highest) * (HEIGHT - 4);
    const from = axis.low + index * width;
    const title = `${name}: ${formatQuantity(from, unit)} to ${formatQuantity(from + width, unit)}, ${plural(count, 'unit')}`;
    const span = [index / bins, (index + 0.94) / bins] as const;
    return box(span, [HEIGHT - height, HEIGHT], { look: `bar ${side}`, mark: 'bar', title });
  });
  const marks = modes.map(({ at }) => verticalLine(axis.place(at), { look: 'mode', mark: 'mode' }));
  return html`<p class="series ${side}">${text}</p><svg class="plot" height="${HEIGHT}" width="100%" role="img" aria-label="${text}">${bars}${marks}${horizontalLine(HEIGHT - 0.5, { look: 'tick' })}</svg>`;
}

/** Returns the number of bins by Rice's rule (twice the cube root), raised to keep modes apart. */
function binCount(count: number): number {
  return Math.min(30, Math.max(8, Math.ceil(3 * Math.cbrt(count))));
}

function countIn(values: readonly number[], axis: Axis, bins: number): readonly number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(axis.place(value) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
