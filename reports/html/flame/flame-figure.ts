import { html, type Markup } from '../markup.ts';
import { percent } from '../number.ts';
import type { FlameBox } from './flame-boxes.ts';

const ROW = 18;
/** Shares for the script: finer than a pixel of a box that was gone into. */
const SHARE_DIGITS = 6;

/** What a box says. */
export interface FlameCall {
  readonly name: string;
  /** Where it is; empty: no source. */
  readonly place: string;
  /** For who points at it. */
  readonly label: string;
  /** Class of its colour. */
  readonly color: string;
}

/** A picture of calls that can be searched and gone into, which `FLAME_SCRIPT` does. */
export function flameFigure(
  boxes: readonly FlameBox[],
  callOf: (box: FlameBox) => FlameCall,
  { caption, legend = null }: { readonly caption: string; readonly legend?: Markup | null },
): Markup | null {
  if (boxes.length === 0) return null;
  const rows = 1 + Math.max(...boxes.map(({ row }) => row));
  return html`<figure class="flame"><figcaption>${caption}</figcaption>
${legend}<div class="tools" hidden=""><label>search <input type="search"></label> <button type="button" disabled="">all</button> <output></output></div>
<svg class="plot" height="${rows * ROW}" width="100%" role="group" aria-label="Flame graph of ${boxes.length} calls; the functions are in the table below, too">
${boxes.map((box) => boxMarkup(box, callOf(box)))}
</svg>
<p class="faint">Click a call, or press Enter on it, to go into it; Escape comes out again. Arrows walk from call to call.</p></figure>`;
}

function boxMarkup(
  { left, width, row, hangsFrom }: FlameBox,
  { name, place, label, color }: FlameCall,
): Markup {
  const where = place === '' ? '' : `, ${place}`;
  const at = [left.toFixed(SHARE_DIGITS), width.toFixed(SHARE_DIGITS), row, hangsFrom].join(' ');
  return html`<svg class="box" tabindex="-1" role="img" aria-label="${label}" data-at="${at}" data-name="${name}${where}" x="${percent(left)}" y="${row * ROW}" width="${percent(width)}" height="${ROW}"><title>${label}</title><rect class="call ${color}" width="100%" height="${ROW - 1}"/><text x="4" y="${ROW - 5}">${name}</text></svg>
`;
}
