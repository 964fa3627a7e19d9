import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { formatCoordinate, formatWidthShare } from './format-plot-numbers.ts';
import { html, type Markup } from './html-markup.ts';
import { box, framePlot, horizontalLine } from './plot-frame.ts';

const ROW = 20;
const LEFT = 8;

/**
 * Draws each stop of a search as a row: the range that contained the step after it, and the
 * measured position. null: no stop.
 */
export function bisectSearchPlot({ steps, changes }: BisectReport): Markup | null {
  if (steps.length === 0) return null;
  const height = steps.length * ROW;
  const middle = (index: number): number => (index + 0.5) * ROW;
  const frame = {
    height,
    labels: steps.map((_, index) => [middle(index), index + 1] as const),
    label: `Remaining range after each of ${steps.length} search steps; the numbers are in the table below`,
  };
  return html`<figure class="search"><figcaption>The bar is the shortest stretch, oldest on the left, that held the step after each stop; the line in it is the measured place.</figcaption>
${framePlot(
  frame,
  html`${steps.map(({ left, at }, index) => {
    const y = middle(index);
    const span = [(left.first - 1) / changes.length, left.last / changes.length] as const;
    const x = formatWidthShare((at - 0.5) / changes.length);
    return html`${horizontalLine(y, { look: 'tick' })}${box(span, [y - LEFT / 2, y + LEFT / 2], { look: 'stretch', mark: 'left' })}<rect class="stretch" data-mark="measured" x="${x}" width="1.5" y="${formatCoordinate(y - LEFT)}" height="${2 * LEFT}"/>`;
  })}`,
)}
</figure>
`;
}
