import type { DifferentialProfile } from '../../harness/model/differential-profile.ts';
import { codePlace } from '../facts/code-place.ts';
import { formatQuantity, formatShare } from '../scale.ts';
import { printable } from '../text/printable.ts';
import { flameBoxes } from './flame-boxes.ts';
import { flameFigure } from './flame-figure.ts';
import type { Markup } from './markup.ts';
import { sumTree } from './sum-tree.ts';

/** Where the time of an operation goes on one side of two; null: nothing was seen there. */
export function sideGraph(
  { tree, functions, unit }: DifferentialProfile,
  side: 'base' | 'head',
  title: string,
): Markup | null {
  const weight = tree[side];
  const ofNode = (node: number) => functions[tree.function[node] ?? 0];
  const isHidden = (node: number): boolean => ofNode(node)?.owner === 'idle';
  const boxes = flameBoxes({ parent: tree.parent, weight, isHidden });
  const totals = sumTree(tree.parent, weight);
  const whole = tree.parent.reduce(
    (sum, above, node) => sum + (above < 0 && !isHidden(node) ? (totals[node] ?? 0) : 0),
    0,
  );
  const amountOf = (value: number): string =>
    formatQuantity(value, unit === 'ms' || unit === 'B' ? unit : 'count', 3);
  return flameFigure(
    boxes,
    ({ node, width }) => {
      const of = ofNode(node);
      if (of === undefined) throw new TypeError(`node ${node} is of no function`);
      const [name, place] = [printable(of.name), codePlace(of, null)];
      const where = place === '' ? '' : `, ${place}`;
      const own = `${amountOf(totals[node] ?? 0)}, ${formatShare(width)}`;
      return { name, place, label: `${name}${where}: ${own}`, color: of.owner };
    },
    { caption: `${title}: ${amountOf(whole)} of work for one operation, as wide as all of it` },
  );
}
