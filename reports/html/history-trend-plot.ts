import type { HistoryPoint, Trend } from '../../harness/model/documents/history-document.ts';
import { formatChange, formatQuantity } from '../format-quantity.ts';
import { formatCoordinate, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { linearAxis, pictureRange } from './plot-axis.ts';
import {
  createHeightScale,
  framePlot,
  horizontalLine,
  STRETCHED_WIDTH,
  stretched,
  verticalLine,
} from './plot-frame.ts';
import { timeAxis } from './time-axis.ts';

const HEIGHT = 240;
const EDGE = 18;
/** Room for the labels of changes above the points, and the height of one of them. */
const TOP = 44;
const ROW = 14;
/** Most points drawn individually; beyond, each column shows its minimum and maximum. */
const MOST_POINTS = 1_200;
/** A budget is drawn to scale while it leaves the points this share of the height. */
const LEAST_SHARE = 0.25;
/** Space between two labels of releases, as a share of the width. */
const LABEL_ROOM = 0.07;
/** Characters of a commit that are shown. */
const SHORT_SHA_LENGTH = 8;

export interface TrendLimit {
  readonly limit: number;
  readonly text: string;
}

/** Places of a trend's points and values in a picture. */
interface TrendScale {
  /** Place of a moment, as a share of the width. */
  readonly place: (time: number) => number;
  readonly y: (value: number) => number;
  readonly height: number;
  /** Moments of the points, milliseconds since 1970. */
  readonly times: readonly number[];
}

/**
 * Draws a metric over time: points with the band of their intervals, levels, labelled changes,
 * releases at their own dates, and a budget. Points and bands are a single path each, so that ten
 * thousand points are drawn at once. null for a single point.
 */
export function trendPlot(trend: Trend, limit: TrendLimit | null = null): Markup | null {
  const { points, changes, annotations, unit, metric, scenario } = trend;
  if (points.length < 2) return null;
  const scale = createTrendScale(trend, limit);
  const { axis, time, y, isToScale } = scale;
  const frame = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [y(tick), formatQuantity(tick, unit)] as const),
    below: time.ticks.map((tick) => [time.place(tick), time.format(tick)] as const),
    label: `${metric} of ${scenario} over ${points.length} runs: ${changes.length} shifts in the typical value`,
    tone: 'tone-plain',
  };
  return html`<figure class="trend"><figcaption>${metric} by time of the commit, in the order of the code</figcaption>
${framePlot(
  frame,
  html`${axis.ticks.map((tick) => horizontalLine(y(tick), { look: 'tick' }))}
${annotationMarks(trend, scale)}
${trendMarks(trend, scale)}
${limit === null ? null : limitMark(limit, isToScale ? y(limit.limit) : null, limit.limit > axis.high)}
${changes.map((change, row) => changeLabel(change, scale, row))}
<line class="cursor" y1="0" y2="100%"/><circle class="cursor" r="5"/>`,
)}
<ul class="legend"><li>points: medians of runs</li><li>band: their intervals</li><li>lines: levels</li>${changes.length === 0 ? null : html`<li>broken: changes</li>`}${annotations.length === 0 ? null : html`<li>dotted: machine, Node.js, settings, releases, notes</li>`}</ul>
</figure>`;
}

/** Creates the scale of a plot; a budget far from the values is left out of it. */
export function createTrendScale(trend: Trend, limit: TrendLimit | null) {
  const times = pointTimes(trend.points);
  const time = timeAxis(times[0] ?? 0, times.at(-1) ?? 0);
  const range = valueRange(trend);
  const isToScale = limit !== null && leavesRoom(limit.limit, range);
  const axis = linearAxis(...(isToScale ? widened(range, limit.limit) : range));
  const y = createHeightScale(axis, HEIGHT, EDGE, TOP);
  return { axis, time, isToScale, place: time.place, y, times, height: HEIGHT };
}

/** Draws a trend small, without labels, for a list; null for a single point. */
export function trendSparkline(trend: Trend): Markup | null {
  if (trend.points.length < 2) return null;
  const height = 48;
  const times = pointTimes(trend.points);
  const { place } = timeAxis(times[0] ?? 0, times.at(-1) ?? 0);
  const y = createHeightScale(linearAxis(...valueRange(trend)), height, 5);
  return html`<svg class="trend small tone-plain" height="${height}" width="100%" aria-hidden="true">${trendMarks(trend, { place, y, times, height })}</svg>`;
}

function trendMarks(
  { points, levels, changes }: Trend,
  { place, y, times, height }: TrendScale,
): Markup {
  const at = (index: number, value: number): string =>
    `${Math.round(place(times[index] ?? 0) * STRETCHED_WIDTH * 10) / 10} ${Math.round(y(value) * 10) / 10}`;
  const values = points.map(({ center }) => center);
  const shown = thinned(values);
  const band = [
    ...shown.map((index) => at(index, points[index]?.high ?? 0)),
    ...shown.toReversed().map((index) => at(index, points[index]?.low ?? 0)),
  ];
  const dots = shown.map((index) => `M${at(index, values[index] ?? 0)}h0`).join('');
  const paths = html`<path class="estimate" data-mark="band" d="M${band.join('L')}Z"/>
<path class="dots" data-mark="points" d="${dots}"/>
${levels.map(({ start, end, value }) => html`<path class="level" data-mark="level" d="M${at(start, value)}L${at(end - 1, value)}"/>`)}`;
  return html`${stretched(height, paths)}
${changes.map(({ id, index, direction }) => verticalLine(place(changeTime(times, index)), { look: `change ${direction}`, mark: 'change', title: `change ${id}` }))}`;
}

/** Half-way from the last point before a change to the first after it. */
function changeTime(times: readonly number[], index: number): number {
  return ((times[index - 1] ?? times[index] ?? 0) + (times[index] ?? 0)) / 2;
}

/** Label of a change: its size and commit. Neighbouring labels stand below each other. */
function changeLabel(
  { index, direction, ratio, since }: Trend['changes'][number],
  { place, times }: TrendScale,
  row: number,
): Markup {
  const share = place(changeTime(times, index));
  const size = ratio === null ? 'change' : formatChange(ratio);
  const [dx, anchor] = share > 0.7 ? [-5, 'end'] : [5, 'start'];
  return html`<text class="${direction}" x="${formatWidthShare(share)}" dx="${dx}" y="${12 + (row % 3) * ROW}" text-anchor="${anchor}">${size} ${since.bad?.slice(0, SHORT_SHA_LENGTH) ?? ''}</text>`;
}

/** Releases at their own dates, others at their points; a label where there is room for it. */
function annotationMarks({ annotations }: Trend, { place, times }: TrendScale): readonly Markup[] {
  let free = 0;
  return annotations.map(({ index, kind, at, text }) => {
    const share = place(at === undefined ? (times[index] ?? 0) : Date.parse(at));
    const isLabelled = kind === 'release' && share >= free && share <= 1 - LABEL_ROOM;
    if (isLabelled) free = share + LABEL_ROOM;
    const label = isLabelled
      ? html`<text x="${formatWidthShare(share)}" dx="3" y="${HEIGHT - 4}">${text}</text>`
      : null;
    return html`${verticalLine(share, { look: 'note', mark: kind, title: text })}${label}`;
  });
}

function limitMark({ text }: TrendLimit, y: number | null, isAbove: boolean): Markup {
  const line = y === null ? null : horizontalLine(y, { look: 'limit', mark: 'budget' });
  const label = y === null ? `budget ${text} ${isAbove ? '▲' : '▼'}` : `budget ${text}`;
  const at = y === null ? (isAbove ? TOP : HEIGHT - ROW) : y - 4;
  return html`${line}<text class="limit" x="4" y="${formatCoordinate(at)}">${label}</text>`;
}

function valueRange({ points, levels }: Trend): readonly [number, number] {
  return pictureRange(
    points.flatMap(({ low, high }) => [low, high]),
    levels.map(({ value }) => value),
  );
}

function widened([low, high]: readonly [number, number], value: number): readonly [number, number] {
  return [Math.min(low, value), Math.max(high, value)];
}

function leavesRoom(limit: number, range: readonly [number, number]): boolean {
  const [low, high] = widened(range, limit);
  return range[1] - range[0] >= LEAST_SHARE * (high - low);
}

/**
 * Moments of points on the time axis, never descending. The first run of a commit stands at the
 * commit's time, further runs of it at their own, but before the next commit.
 */
function pointTimes(points: readonly HistoryPoint[]): readonly number[] {
  const own = points.map(({ at, committed_at: committed }) => Date.parse(committed ?? at));
  const isRepeated = (index: number): boolean =>
    points[index]?.commit != null && points[index]?.commit === points[index - 1]?.commit;
  // Moment of the commit after that of each point.
  const ends: number[] = [];
  for (let index = points.length - 1; index >= 0; index -= 1) {
    ends[index] = (isRepeated(index + 1) ? ends[index + 1] : own[index + 1]) ?? Infinity;
  }
  let last = Number.NEGATIVE_INFINITY;
  return points.map(({ at }, index) => {
    const moment = isRepeated(index) ? Math.min(Date.parse(at), ends[index] ?? 0) : own[index];
    last = Math.max(last, moment ?? last);
    return last;
  });
}

/** Styles of these plots, in addition to the common style. */
export const TREND_STYLE = `
.trend .dots{fill:none;stroke:currentColor;stroke-width:5;stroke-linecap:round;vector-effect:non-scaling-stroke;opacity:.6}
.trend .level{fill:none;stroke:currentColor;stroke-width:2;vector-effect:non-scaling-stroke}
.trend .change{stroke-width:1.5;stroke-dasharray:5 3;stroke:currentColor}
.trend .change.worse{stroke:var(--bad)}.trend text.worse{fill:var(--bad)}
.trend .change.better{stroke:var(--good)}.trend text.better{fill:var(--good)}
.trend text.worse,.trend text.better{font-weight:600}
.trend .note{stroke:currentColor;stroke-width:1;stroke-dasharray:1 3;opacity:.6}
.trend line.limit{stroke:var(--head);stroke-width:1.5}.trend text.limit{fill:var(--head)}
.trend .cursor{display:none;stroke:var(--base);fill:none;stroke-width:1.5}.trend.on .cursor{display:inline}
.trend output{display:block;min-height:1.6em;overflow-wrap:anywhere}@media (max-width:44rem){.trend output{min-height:6em}}
.small .dots{stroke-width:3}
@media print{.trend output{display:none}}
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
