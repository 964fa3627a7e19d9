import { formatCoordinate, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import type { Axis } from './plot-axis.ts';

/** Place on the height of a picture for a value, with room at both edges. */
export function createHeightScale(
  axis: Pick<Axis, 'place'>,
  height: number,
  edge: number,
  top = edge,
): (value: number) => number {
  return (value) => top + (1 - axis.place(value)) * (height - top - edge);
}

export interface FrameOptions {
  readonly height: number;
  /** Labels on the left, by their vertical positions. */
  readonly labels: readonly (readonly [y: number, text: string | number])[];
  readonly below?: readonly (readonly [share: number, text: string])[];
  /** For who cannot see the picture. */
  readonly label: string;
  /** Class of the colour of its marks. */
  readonly tone?: string;
}

export function framePlot(options: FrameOptions, marks: Markup): Markup {
  const { height, label, tone = '', below = [] } = options;
  const className = tone === '' ? 'plot' : `plot ${tone}`;
  return html`<div class="framed"><svg class="axis y" height="${height}" aria-hidden="true">${axisLabels(options)}</svg>
<svg class="${className}" height="${height}" width="100%" role="img" aria-label="${label}">
${marks}
</svg></div>
${below.length === 0 ? null : html`<div class="framed"><svg class="axis y" height="18" aria-hidden="true"></svg>${labelsBelow(below)}</div>`}`;
}

/** Labels of the vertical axis, at the right of their picture. */
export function axisLabels({ labels }: Pick<FrameOptions, 'labels'>): readonly Markup[] {
  return labels.map(
    ([y, text]) =>
      html`<text x="100%" y="${formatCoordinate(y + 4)}" text-anchor="end">${text}</text>`,
  );
}

/** Labels of the horizontal axis; those at the ends stay within the picture. */
export function labelsBelow(labels: NonNullable<FrameOptions['below']>): Markup {
  return html`<svg class="x" height="18" width="100%" aria-hidden="true">${labels.map(
    ([share, text], index) => {
      const anchor = share < 0.08 ? 'start' : share > 0.92 ? 'end' : 'middle';
      return html`<text${index % 2 === 1 && labels.length > 4 ? html` class="wide"` : null} x="${formatWidthShare(share)}" y="14" text-anchor="${anchor}">${text}</text>`;
    },
  )}</svg>`;
}

export interface MarkStyle {
  /** CSS classes. */
  readonly look: string;
  /** Kind of mark, for tests and scripts. */
  readonly mark?: string;
  readonly title?: string;
}

function attributes({ look, mark }: MarkStyle): Markup {
  return html` class="${look}"${mark === undefined ? null : html` data-mark="${mark}"`}`;
}

export function horizontalLine(y: number, style: MarkStyle): Markup {
  const at = formatCoordinate(y);
  return html`<line${attributes(style)} x1="0" x2="100%" y1="${at}" y2="${at}"/>`;
}

export function verticalLine(share: number, style: MarkStyle): Markup {
  const at = formatWidthShare(share);
  return html`<line${attributes(style)} x1="${at}" x2="${at}" y1="0" y2="100%">${style.title === undefined ? null : html`<title>${style.title}</title>`}</line>`;
}

export function box(
  [from, to]: readonly [number, number],
  [top, bottom]: readonly [number, number],
  style: MarkStyle,
): Markup {
  return html`<rect${attributes(style)} x="${formatWidthShare(from)}" width="${formatWidthShare(to - from)}" y="${formatCoordinate(top)}" height="${formatCoordinate(bottom - top)}">${style.title === undefined ? null : html`<title>${style.title}</title>`}</rect>`;
}

/** Width of a stretched part of a picture, in units of its own. */
export const STRETCHED_WIDTH = 1_000;

/** A part that is stretched to the width of its picture, for paths; strokes keep their width. */
export function stretched(height: number, paths: Markup): Markup {
  return html`<svg viewBox="0 0 ${STRETCHED_WIDTH} ${height}" preserveAspectRatio="none" width="100%" height="${height}">${paths}</svg>`;
}

/** A triangle at an edge for a value beyond it: upwards above the picture. */
export function drawOverflowMark(
  at: { readonly x: string; readonly y: string; readonly isAbove: boolean },
  className: string,
  title: string,
): Markup {
  const direction = at.isAbove ? -1 : 1;
  return html`<svg x="${at.x}" y="${at.y}" overflow="visible"><path class="${className}" data-mark="beyond" d="M0 ${7 * direction} L-5 ${-2 * direction} L5 ${-2 * direction} Z"><title>${title}</title></path></svg>`;
}
