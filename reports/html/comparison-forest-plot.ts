import {
  type ComparedMetricFact,
  VERDICT_LABELS,
} from '../display-facts/comparison/compared-metric-display-data.ts';
import type { ComparedScenarioFact } from '../display-facts/comparison/comparison-display-data.ts';

import { SIGN_TONES } from '../format-independent-report-view.ts';
import { formatCoordinate, formatRatioTick, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { type Axis, ratioAxis } from './plot-axis.ts';

const ROW_HEIGHT = 30;
const MIDDLE = ROW_HEIGHT / 2;

/**
 * Draws every metric's ratio and interval against the margin on a shared scale: a table with a
 * picture in each row, readable without the pictures too. `idOf` returns the id of the section with
 * all details of a scenario.
 */
export function forestPlot(
  scenarios: readonly ComparedScenarioFact[],
  idOf: (scenario: ComparedScenarioFact) => string,
): Markup {
  const all = scenarios.flatMap(({ gated, others }) => [...gated, ...others]);
  const axis = ratioAxis(farthest(all));
  return html`<table class="forest" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">metric</th><th role="columnheader" scope="col" class="plot">head against base</th><th role="columnheader" scope="col" class="number">change</th><th role="columnheader" scope="col" class="number">interval</th><th role="columnheader" scope="col" class="number">pairs</th><th role="columnheader" scope="col">verdict</th></tr></thead>
${scenarios.map((scenario) => groupRows(scenario, idOf(scenario), axis))}
<tfoot role="rowgroup" aria-hidden="true"><tr role="row"><td role="cell"></td><td role="cell" class="plot">${axisPicture(axis)}</td><td role="cell" class="rest" colspan="4"></td></tr></tfoot>
</table>`;
}

function groupRows(
  { scenario, gated, others }: ComparedScenarioFact,
  id: string,
  axis: Axis,
): Markup {
  return html`<tbody role="rowgroup">
<tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="6"><a href="#${id}">${scenario}</a></th></tr>
${[...gated, ...others].map((fact) => row(fact, axis))}
</tbody>
`;
}

function row(fact: ComparedMetricFact, axis: Axis): Markup {
  const { metric, change, interval, pairCount, verdict, comparison } = fact;
  const { sign } = VERDICT_LABELS[verdict];
  const tone = SIGN_TONES[sign];
  return html`<tr role="row" class="${comparison.gated ? 'gated' : 'beside'}"><th role="rowheader" scope="row">${metric}${comparison.gated ? null : html` <small>not gated</small>`}</th><td role="cell" class="plot">${rowPicture(fact, axis)}</td><td role="cell" class="number">${change}</td><td role="cell" class="number">${interval}</td><td role="cell" class="number">${pairCount}</td><td role="cell"><span class="said tone-${tone}"><span aria-hidden="true">${sign}</span> ${verdict}</span></td></tr>
`;
}

function rowPicture(fact: ComparedMetricFact, axis: Axis): Markup {
  const { verdict, comparison, line } = fact;
  const tone = SIGN_TONES[VERDICT_LABELS[verdict].sign];
  const { ratio, low, high, margin } = comparison;
  const isKnown = verdict !== 'incomparable' && ratio !== null;
  const from = axis.place(Math.log(Math.max(Number.MIN_VALUE, 1 - margin)));
  const to = axis.place(Math.log1p(margin));
  return html`<svg class="row tone-${tone}" height="${ROW_HEIGHT}" width="100%" role="img" aria-label="${line}"><title>${line}</title>
<rect class="band" data-mark="margin" x="${formatWidthShare(from)}" width="${formatWidthShare(to - from)}" y="0" height="${ROW_HEIGHT}"/>
<line class="one" data-mark="one" x1="${formatWidthShare(axis.place(0))}" x2="${formatWidthShare(axis.place(0))}" y1="0" y2="${ROW_HEIGHT}"/>
${isKnown && low !== null && high !== null ? intervalMark([Math.log(low), Math.log(high)], axis) : null}
${isKnown ? ratioMark(Math.log(ratio), axis, comparison.gated) : null}
</svg>`;
}

/** The interval; an end beyond the axis is an arrow. */
function intervalMark([low, high]: readonly [number, number], axis: Axis): Markup {
  const [from, to] = [axis.place(low), axis.place(high)];
  const end = (value: number, place: number, turn: 1 | -1): Markup =>
    axis.holds(value)
      ? html`<line class="whisker" x1="${formatWidthShare(place)}" x2="${formatWidthShare(place)}" y1="${MIDDLE - 5}" y2="${MIDDLE + 5}"/>`
      : html`<svg x="${formatWidthShare(place)}" y="${MIDDLE}" overflow="visible"><path class="arrow" data-mark="beyond" d="M0 0 L${-7 * turn} -5 L${-7 * turn} 5 Z"/></svg>`;
  // An interval entirely beyond one end is drawn as an arrow only.
  if (high < axis.low) return end(low, 0, -1);
  if (low > axis.high) return end(high, 1, 1);
  return html`<line class="interval" data-mark="interval" x1="${formatWidthShare(from)}" x2="${formatWidthShare(to)}" y1="${MIDDLE}" y2="${MIDDLE}"/>${end(low, from, -1)}${end(high, to, 1)}`;
}

function ratioMark(logRatio: number, axis: Axis, isGated: boolean): Markup | null {
  if (!axis.holds(logRatio)) return null;
  const half = isGated ? 5.5 : 4;
  return html`<svg x="${formatWidthShare(axis.place(logRatio))}" y="${MIDDLE}" overflow="visible"><rect class="${isGated ? 'ratio' : 'ratio hollow'}" data-mark="ratio" data-ratio="${formatCoordinate(Math.exp(logRatio))}" x="${-half}" y="${-half}" width="${2 * half}" height="${2 * half}"/></svg>`;
}

function axisPicture(axis: Axis): Markup {
  const ticks = axis.ticks.map((tick) => {
    const x = formatWidthShare(axis.place(tick));
    return html`<line class="tick" x1="${x}" x2="${x}" y1="0" y2="6"/><text x="${x}" y="20" text-anchor="middle">${formatRatioTick(tick)}</text>`;
  });
  return html`<svg class="axis" height="40" width="100%"><line class="tick" x1="0" x2="100%" y1="0.5" y2="0.5"/>${ticks}<text x="0" y="36">◂ head is less</text><text x="100%" y="36" text-anchor="end">head is more ▸</text></svg>`;
}

/** Intervals that extend this many times as far as the median interval are cut, with an arrow. */
const CUT_AT = 3;
const LEAST_MARGINS = 2;
/** Number of margins up to which nothing is cut, since the margin remains visible. */
const UNCUT_MARGINS = 12;
const ROOM = 1.08;
/** Maximum factor by which ungated metrics may widen the axis. */
const BESIDE = 1.5;

/** Returns the extent of the axis, as a logarithm: margins and typical gated intervals fill it. */
function farthest(comparisons: readonly ComparedMetricFact[]): number {
  const isGated = ({ comparison }: ComparedMetricFact): boolean => comparison.gated;
  const gated = comparisons
    .filter(isGated)
    .flatMap(reachOf)
    .toSorted((a, b) => a - b);
  const middle = gated[Math.floor((gated.length - 1) / 2)] ?? 0;
  const margins = comparisons.map(({ comparison }) => Math.log1p(comparison.margin));
  const margin = Math.max(0, ...margins);
  const least = LEAST_MARGINS * margin;
  const within = (limit: number, reaches: readonly number[]): number =>
    Math.max(least, ...reaches.filter((reach) => reach <= limit));
  const limit = within(Math.max(UNCUT_MARGINS * margin, CUT_AT * middle), gated);
  const others = comparisons.filter((comparison) => !isGated(comparison)).flatMap(reachOf);
  return Math.max(limit, within(BESIDE * limit, others)) * ROOM || 0.05;
}

/** Returns the distance of ratio and interval from no change, as a logarithm. */
function reachOf({ comparison: { ratio, low, high } }: ComparedMetricFact): readonly number[] {
  const ends = [ratio, low, high].filter((end) => end !== null && end > 0) as number[];
  return ends.length === 0 ? [] : [Math.max(...ends.map((end) => Math.abs(Math.log(end))))];
}
