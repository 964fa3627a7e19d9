import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile-schema.ts';
import { formatQuantity, formatShare } from '../../scale.ts';
import type { Markup } from '../markup.ts';
import { sumTree } from './flame-boxes.ts';
import { flameFigure, isIdle } from './flame-figure.ts';

/** One side of two that were profiled. */
export interface DrawnSide {
  readonly difference: DifferentialProfile;
  readonly side: 'base' | 'head';
  /** `before`. */
  readonly title: string;
}

/** Work of an operation on one side, in the unit of its profile; waiting is none. */
export function workOf({ difference, side }: Pick<DrawnSide, 'difference' | 'side'>): number {
  const { tree } = difference;
  const totals = sumTree(tree.parent, tree[side]);
  return tree.parent.reduce(
    (sum, above, node) => sum + (above < 0 && !isIdle(difference, node) ? (totals[node] ?? 0) : 0),
    0,
  );
}

/**
 * Draws where the time of an operation goes on one side; null: no samples there.
 * @param whole - Work that corresponds to the full width, so that two sides have the same scale.
 */
export function sideGraph(drawn: DrawnSide, whole: number): Markup | null {
  const { difference, side, title } = drawn;
  const { tree, functions } = difference;
  const own = workOf(drawn);
  const scale = whole === 0 ? 1 : own / whole;
  return flameFigure({
    tree,
    functions,
    weight: tree[side],
    hidesIdle: true,
    scale,
    root: null,
    said: ({ width }) => {
      const share = formatShare(scale === 0 ? 0 : width / scale);
      return `${amountText(width * whole, difference)}, ${share} of it`;
    },
    caption: `${title}: ${amountText(own, difference)} of work for one operation; ${amountText(whole, difference)} are as wide as the picture`,
  });
}

const DIGITS = 3;

function amountText(value: number, { unit }: DifferentialProfile): string {
  return formatQuantity(value, unit === 'ms' || unit === 'B' ? unit : 'count', DIGITS);
}
