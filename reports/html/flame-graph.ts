import type { CodeOwner } from '../../harness/model/profile.ts';
import type { ProfileReport } from '../../harness/model/profile-document.ts';
import { codePlace } from '../facts/code-place.ts';
import { formatShare } from '../scale.ts';
import { printable } from '../text/printable.ts';
import { html, type Markup } from './markup.ts';
import { percent } from './number.ts';

const ROW = 18;
/** Narrower than this, as a share of the whole, a box could not be seen or pointed at. */
const LEAST_SHARE = 0.001;
/** Shares for the script: finer than a pixel of a box that was gone into. */
const SHARE_DIGITS = 6;
/** Deeper calls are cut off. */
const MOST_ROWS = 80;

interface Box {
  readonly name: string;
  readonly place: string;
  readonly owner: CodeOwner;
  readonly left: number;
  readonly width: number;
  readonly row: number;
  /** Place of the box that it hangs from; −1: none. */
  readonly hangsFrom: number;
}

/** Whether there is anything to draw. */
export function hasFlameGraph({ tree, functions }: ProfileReport): boolean {
  return tree.function.some((of) => functions[of]?.owner !== 'idle');
}

/** Calls from above to below, each as wide as its share of what was busy. */
export function flameGraph(document: ProfileReport): Markup | null {
  const boxes = boxesOf(document);
  if (boxes.length === 0) return null;
  const rows = 1 + Math.max(...boxes.map(({ row }) => row));
  return html`<figure class="flame"><figcaption>calls from above to below, each as wide as its share of the time that was busy</figcaption>
<div class="tools" hidden=""><label>search <input type="search"></label> <button type="button" disabled="">all</button> <output></output></div>
<svg class="plot" height="${rows * ROW}" width="100%" role="group" aria-label="Flame graph of ${boxes.length} calls; the functions are in the table below, too">
${boxes.map(boxMarkup)}
</svg>
<p class="faint">Click a call, or press Enter on it, to go into it; Escape comes out again. Arrows walk from call to call.</p></figure>`;
}

function boxMarkup({ name, place, owner, left, width, row, hangsFrom }: Box): Markup {
  const where = place === '' ? '' : `, ${place}`;
  const label = `${name}${where}: ${formatShare(width)}`;
  const at = [left.toFixed(SHARE_DIGITS), width.toFixed(SHARE_DIGITS), row, hangsFrom].join(' ');
  return html`<svg class="box" tabindex="-1" role="img" aria-label="${label}" data-at="${at}" data-name="${name}${where}" x="${percent(left)}" y="${row * ROW}" width="${percent(width)}" height="${ROW}"><title>${label}</title><rect class="call ${owner}" width="100%" height="${ROW - 1}"/><text x="4" y="${ROW - 5}">${name}</text></svg>
`;
}

function boxesOf({ tree, functions, root }: ProfileReport): readonly Box[] {
  const { parent, function: of, weight } = tree;
  const totals = [...weight];
  for (let node = of.length - 1; node >= 0; node -= 1) {
    const above = parent[node] ?? -1;
    if (above >= 0) totals[above] = (totals[above] ?? 0) + (totals[node] ?? 0);
  }
  const isIdle = (node: number): boolean => functions[of[node] ?? 0]?.owner === 'idle';
  const roots = of.flatMap((_, node) => (parent[node] === -1 && !isIdle(node) ? [node] : []));
  const whole = roots.reduce((sum, node) => sum + (totals[node] ?? 0), 0);
  if (whole === 0) return [];
  const children = Map.groupBy(of.keys(), (node) => parent[node] ?? -1);
  const boxes: Box[] = [];
  const open = [{ nodes: roots, left: 0, row: 0, hangsFrom: -1 }];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    let { left } = level;
    const sorted = level.nodes.toSorted((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
    for (const node of sorted) {
      const width = (totals[node] ?? 0) / whole;
      const one = functions[of[node] ?? 0];
      if (one === undefined || width < LEAST_SHARE) break;
      const { row, hangsFrom } = level;
      const [name, place] = [printable(one.name), codePlace(one, root)];
      const box = boxes.push({ name, place, owner: one.owner, left, width, row, hangsFrom }) - 1;
      const below = children.get(node);
      if (below !== undefined && row + 1 < MOST_ROWS) {
        open.push({ nodes: below, left, row: row + 1, hangsFrom: box });
      }
      left += width;
    }
  }
  return boxes;
}
