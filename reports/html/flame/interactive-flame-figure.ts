import { formatCodeLocation } from '../../display-facts/profile/format-code-location.ts';
import { printable } from '../../text/printable-text.ts';
import { formatWidthShare } from '../format-plot-numbers.ts';
import { html, type Markup } from '../html-markup.ts';
import { type FlameBox, layOutFlameBoxes } from './lay-out-flame-boxes.ts';

const ROW = 18;
/** Shares for the script: finer than a pixel of a box that was gone into. */
const SHARE_DIGITS = 6;

export interface CallTreeData {
  readonly functions: readonly {
    readonly name: string;
    readonly package: string | null;
    readonly file: string | null;
    readonly line: number | null;
    readonly owner: string;
  }[];
  readonly tree: { readonly parent: readonly number[]; readonly function: readonly number[] };
}

interface Figure extends CallTreeData {
  readonly weight: readonly number[];
  /** Boxes of waiting are not drawn. */
  readonly hidesIdle?: boolean;
  /** Width of the drawn calls, as a share of the picture. */
  readonly scale?: number;
  /** Folder of the project; null: file paths are relative to it. */
  readonly root: string | null;
  /** Text of a box in addition to its function, shown on hover. */
  readonly describe: (box: FlameBox) => string;
  /** Class of the colour of a box. Default: the owner of its function. */
  readonly color?: (box: FlameBox) => string;
  readonly caption: string;
  readonly legend?: Markup;
}

/** A picture of calls that can be searched and gone into, which `FLAME_SCRIPT` does. */
export function flameFigure(figure: Figure): Markup | null {
  const { tree, weight, hidesIdle = false, scale = 1, caption, legend = null } = figure;
  const isHidden = (node: number): boolean => hidesIdle && isIdleCall(figure, node);
  const boxes = layOutFlameBoxes(tree.parent, weight, isHidden);
  if (boxes.length === 0) return null;
  const scaled = boxes.map((box) => ({
    ...box,
    left: box.left * scale,
    width: box.width * scale,
  }));
  const rows = 1 + Math.max(...boxes.map(({ row }) => row));
  return html`<figure class="flame"><figcaption>${caption}</figcaption>
${legend}<div class="tools" hidden=""><label>search <input type="search"></label> <button type="button" disabled="">all</button> <output></output></div>
<svg class="plot" height="${rows * ROW}" width="100%" role="group" aria-label="Flame graph of ${boxes.length} calls; the functions are in the table below, too">
${scaled.map((box) => boxMarkup(box, figure))}
</svg>
<p class="faint">Click a call, or press Enter on it, to go into it; Escape comes out again. Arrows walk from call to call.</p></figure>`;
}

/** True if a call is only idle time. */
export function isIdleCall({ functions, tree }: CallTreeData, node: number): boolean {
  return functions[tree.function[node] ?? 0]?.owner === 'idle';
}

function boxMarkup(box: FlameBox, { functions, tree, root, describe, color }: Figure): Markup {
  const { node, left, width, row, hangsFrom } = box;
  const of = functions[tree.function[node] ?? 0];
  if (of === undefined) throw new TypeError(`node ${node} has no function`);
  const name = printable(of.name);
  const place = formatCodeLocation(of, root);
  const named = place === '' ? name : `${name}, ${place}`;
  const label = `${named}: ${describe(box)}`;
  const at = [left.toFixed(SHARE_DIGITS), width.toFixed(SHARE_DIGITS), row, hangsFrom].join(' ');
  return html`<svg class="box" tabindex="-1" role="img" aria-label="${label}" data-at="${at}" data-name="${named}" x="${formatWidthShare(left)}" y="${row * ROW}" width="${formatWidthShare(width)}" height="${ROW}"><title>${label}</title><rect class="call ${color?.(box) ?? of.owner}" width="100%" height="${ROW - 1}"/><text x="4" y="${ROW - 5}">${name}</text></svg>
`;
}
