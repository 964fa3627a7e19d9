import {
  type ComparedMetricFact,
  VERDICT_LABELS,
} from '../display-facts/comparison/compared-metric-display-data.ts';
import type { MeasuredPairFact } from '../display-facts/comparison/measured-trial-pair-lookup.ts';

import { SIGN_TONES } from '../format-independent-report-view.ts';
import { formatChange, formatQuantity, formatShare } from '../format-quantity.ts';
import { formatCoordinate, formatRatioTick, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { type Axis, linearAxis, pictureRange, ratioAxis } from './plot-axis.ts';
import {
  box,
  createHeightScale,
  drawOverflowMark,
  type FrameOptions,
  framePlot,
  horizontalLine,
  verticalLine,
} from './plot-frame.ts';

const HEIGHT = 220;
const EDGE = 10;

type Ratioed = MeasuredPairFact & { readonly logRatio: number };

/** The figure of a page with the pairs of a metric; null without ratios. */
export function comparisonPairPlot(
  fact: ComparedMetricFact,
  all: readonly MeasuredPairFact[],
): Markup | null {
  const plot = pairPlot(fact, all);
  if (plot === null) return null;
  const { spread } = fact.comparison;
  const spreads = spread === null ? '' : `; pair spread ${formatShare(spread)}`;
  return html`<figure class="pairs"><figcaption>pairs in the order of time${spreads}</figcaption>
${framePlot(plot.frame, plot.marks)}
${legend(all)}
</figure>`;
}

/**
 * Draws the pairs in order of time: each ratio against the margin and the estimate. The shape of a
 * mark shows which side had the first slot, its filling shows the stage. null without ratios.
 */
export function pairPlot(
  fact: ComparedMetricFact,
  all: readonly MeasuredPairFact[],
): { readonly frame: FrameOptions; readonly marks: Markup } | null {
  const pairs = all.filter((pair): pair is Ratioed => pair.logRatio !== null);
  if (pairs.length === 0) return null;
  const { margin, low, high } = fact.comparison;
  const band = [Math.log(Math.max(Number.MIN_VALUE, 1 - margin)), Math.log1p(margin)] as const;
  const ends = [low, high].flatMap((end) => (end !== null && end > 0 ? [Math.log(end)] : []));
  const range = pictureRange(
    pairs.map(({ logRatio }) => logRatio),
    [0, ...(margin < 1 ? band : []), ...ends],
  );
  const axis = { ...linearAxis(...range), ticks: ticksOf(range) };
  const y = createHeightScale(axis, HEIGHT, EDGE);
  const frame = {
    height: HEIGHT,
    labels: axis.ticks.map((tick) => [y(tick), formatRatioTick(tick)] as const),
    label: label(fact, pairs),
  };
  const marks = html`${box([0, 1], [y(band[1]), y(band[0])], { look: 'band', mark: 'margin' })}
${horizontalLine(y(0), { look: 'one', mark: 'one' })}
${estimateMarks(fact, all, y)}
${stageBorder(all)}
${pairs.map((pair) => pairMark(pair, fact, { axis, y, count: all.length }))}`;
  return { frame, marks };
}

/** Round changes that lie in the range, as logarithms. */
function ticksOf([low, high]: readonly [number, number]): readonly number[] {
  const { ticks } = ratioAxis(Math.max(Math.abs(low), Math.abs(high)));
  return ticks.filter((tick) => tick >= low && tick <= high);
}

function label({ line }: ComparedMetricFact, pairs: readonly Ratioed[]): string {
  const above = pairs.filter(({ logRatio }) => logRatio > 0).length;
  return `${line}. In ${above} of ${pairs.length} pairs, the head value is higher than the base value.`;
}

const placeOf = ({ number }: MeasuredPairFact, count: number): number => (number - 0.5) / count;

/** Draws the estimate and interval over the pairs behind them. */
function estimateMarks(
  fact: ComparedMetricFact,
  all: readonly MeasuredPairFact[],
  y: (logRatio: number) => number,
): Markup | null {
  const {
    verdict,
    comparison: { ratio, low, high },
  } = fact;
  if (ratio === null || verdict === 'incomparable') return null;
  const [from, to] = decidingSpan(fact, all);
  const center = formatCoordinate(y(Math.log(ratio)));
  const interval =
    low !== null && high !== null
      ? box([from, to], [y(Math.log(high)), y(Math.log(low))], {
          look: 'estimate',
          mark: 'interval',
        })
      : null;
  return html`<g class="tone-${SIGN_TONES[VERDICT_LABELS[verdict].sign]}">${interval}<line class="center" data-mark="estimate" x1="${formatWidthShare(from)}" x2="${formatWidthShare(to)}" y1="${center}" y2="${center}"/></g>`;
}

/** Returns start and end of the pairs that estimate and interval rest on, as width shares. */
function decidingSpan(
  { comparison }: ComparedMetricFact,
  all: readonly MeasuredPairFact[],
): readonly [from: number, to: number] {
  const { screen_pairs: screened, confirm_pairs: confirmed } = comparison;
  const [stage, count] =
    confirmed > 0 ? (['confirm', confirmed] as const) : (['screen', screened] as const);
  const deciding = all.filter((pair) => pair.stage === stage).slice(0, count || undefined);
  const [first, last] = [deciding.at(0), deciding.at(-1)];
  if (first === undefined || last === undefined) return [0, 1];
  return [(first.number - 1) / all.length, last.number / all.length];
}

function stageBorder(all: readonly MeasuredPairFact[]): Markup | null {
  const first = all.find(({ stage }) => stage === 'confirm');
  if (first === undefined || first.number === 1) return null;
  return verticalLine((first.number - 1) / all.length, { look: 'border', mark: 'stage' });
}

interface Frame {
  readonly axis: Axis;
  readonly y: (logRatio: number) => number;
  readonly count: number;
}

/** Draws a circle if base had the first slot, a square if head; a triangle if cut off. */
function pairMark(pair: Ratioed, { unit }: ComparedMetricFact, { axis, y, count }: Frame): Markup {
  const { logRatio, stage, baseSlot, number, base, head } = pair;
  const change = formatChange(Math.exp(logRatio));
  const values = `${formatQuantity(base, unit)} to ${formatQuantity(head, unit)}`;
  const title = `pair ${number} (${stage}), ${firstOf(baseSlot)} first: ${values}, ${change}`;
  const x = formatWidthShare(placeOf(pair, count));
  const kind = stage === 'confirm' ? 'pair' : 'pair hollow';
  const height = formatCoordinate(y(logRatio));
  if (!axis.holds(logRatio)) {
    return drawOverflowMark({ x, y: height, isAbove: logRatio > axis.high }, kind, title);
  }
  return baseSlot === 0
    ? html`<circle class="${kind}" data-mark="pair" cx="${x}" cy="${height}" r="4.5"><title>${title}</title></circle>`
    : html`<svg x="${x}" y="${height}" overflow="visible"><rect class="${kind}" data-mark="pair" x="-4" y="-4" width="8" height="8"><title>${title}</title></rect></svg>`;
}

function firstOf(baseSlot: 0 | 1): string {
  return baseSlot === 0 ? 'base' : 'head';
}

function legend(all: readonly MeasuredPairFact[]): Markup {
  const isConfirmed = all.some(({ stage }) => stage === 'confirm');
  const key = (picture: Markup, text: string): Markup =>
    html`<li><svg width="12" height="12" aria-hidden="true">${picture}</svg> ${text}</li>`;
  return html`<ul class="legend">
${key(html`<circle class="pair hollow" cx="6" cy="6" r="4.5"/>`, 'base first')}
${key(html`<rect class="pair hollow" x="2" y="2" width="8" height="8"/>`, 'head first')}
${isConfirmed ? key(html`<circle class="pair" cx="6" cy="6" r="4.5"/>`, 'filled: confirmation pair') : null}
${key(html`<rect class="band" width="12" height="12"/>`, 'margin')}
${key(html`<rect class="estimate plain" width="12" height="12"/>`, 'interval')}
</ul>`;
}
