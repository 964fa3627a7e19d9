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
/** From here on a box has room for the beginning of a name. */
const NAMED_SHARE = 0.03;
/** Deeper calls are cut off; the sentence above says so. */
const MOST_ROWS = 80;

interface Box {
  readonly name: string;
  readonly place: string;
  readonly owner: CodeOwner;
  readonly left: number;
  readonly width: number;
  readonly row: number;
}

/** Calls from above to below, each as wide as its share of what was busy. */
export function flameGraph(document: ProfileReport): Markup | null {
  const boxes = boxesOf(document);
  if (boxes.length === 0) return null;
  const rows = 1 + Math.max(...boxes.map(({ row }) => row));
  const height = rows * ROW;
  return html`<figure class="flame"><figcaption>calls from above to below, each as wide as its share of the time that was busy</figcaption>
<svg class="plot" height="${height}" width="100%" role="img" aria-label="Flame graph of ${boxes.length} calls: the functions are in the table below">
${boxes.map(boxMarkup)}
</svg></figure>`;
}

function boxMarkup({ name, place, owner, left, width, row }: Box): Markup {
  const where = place === '' ? '' : `, ${place}`;
  const label = `${name}${where}: ${formatShare(width)}`;
  const text = width < NAMED_SHARE ? null : html`<text x="4" y="${ROW - 5}">${name}</text>`;
  return html`<svg x="${percent(left)}" y="${row * ROW}" width="${percent(width)}" height="${ROW}"><rect class="call ${owner}" width="100%" height="${ROW - 1}"><title>${label}</title></rect>${text}</svg>
`;
}

function boxesOf({ tree, functions }: ProfileReport): readonly Box[] {
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
  const open = [{ nodes: roots, left: 0, row: 0 }];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    let { left } = level;
    const sorted = level.nodes.toSorted((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
    for (const node of sorted) {
      const width = (totals[node] ?? 0) / whole;
      const one = functions[of[node] ?? 0];
      if (one === undefined || width < LEAST_SHARE) break;
      const place = codePlace(one, '');
      boxes.push({
        name: printable(one.name),
        place,
        owner: one.owner,
        left,
        width,
        row: level.row,
      });
      const below = children.get(node);
      if (below !== undefined && level.row + 1 < MOST_ROWS) {
        open.push({ nodes: below, left, row: level.row + 1 });
      }
      left += width;
    }
  }
  return boxes;
}
