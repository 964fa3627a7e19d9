import { formatCoordinate } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import type { Axis } from './plot-axis.ts';

/** Place on the height of a picture for a value, with room at both edges. */
export function createHeightScale(
  axis: Pick<Axis, 'place'>,
  height: number,
  edge: number,
): (value: number) => number {
  return (value) => edge + (1 - axis.place(value)) * (height - 2 * edge);
}

export interface FrameOptions {
  readonly height: number;
  /** Labels on the left, by their vertical positions. */
  readonly labels: readonly (readonly [y: number, text: string | number])[];
  /** For who cannot see the picture. */
  readonly label: string;
  /** Class of the colour of its marks. */
  readonly tone?: string;
  /** Horizontal units, if marks have absolute positions instead of shares of the width. */
  readonly width?: number;
}

/** Draws a picture as wide as the page, with labels of its vertical axis. */
export function framePlot(options: FrameOptions, marks: Markup): Markup {
  const { height, label, tone = '', width } = options;
  const look = tone === '' ? 'plot' : `plot ${tone}`;
  const box =
    width === undefined ? null : html` viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"`;
  return html`<div class="framed"><svg class="axis y" height="${height}" aria-hidden="true">${axisLabels(options)}</svg>
<svg class="${look}" height="${height}" width="100%"${box} role="img" aria-label="${label}">
${marks}
</svg></div>`;
}

/** Labels of the vertical axis, at the right of their picture. */
export function axisLabels({ labels }: Pick<FrameOptions, 'labels'>): readonly Markup[] {
  return labels.map(
    ([y, text]) =>
      html`<text x="100%" y="${formatCoordinate(y + 4)}" text-anchor="end">${text}</text>`,
  );
}

/** A triangle at an edge for a value beyond it: upwards above the picture. */
export function drawOverflowMark(
  at: { readonly x: string; readonly y: string; readonly isAbove: boolean },
  look: string,
  title: string,
): Markup {
  const turn = at.isAbove ? -1 : 1;
  return html`<svg x="${at.x}" y="${at.y}" overflow="visible"><path class="${look}" data-mark="beyond" d="M0 ${7 * turn} L-5 ${-2 * turn} L5 ${-2 * turn} Z"><title>${title}</title></path></svg>`;
}
