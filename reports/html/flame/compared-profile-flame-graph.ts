import type { DifferentialProfile } from '../../../harness/model/documents/differential-profile-schema.ts';
import { formatQuantity, formatShare } from '../../format-quantity.ts';
import type { Markup } from '../html-markup.ts';
import { flameFigure, isIdleCall } from './interactive-flame-figure.ts';
import { sumSubtrees } from './lay-out-flame-boxes.ts';

export interface ProfiledSide {
  readonly difference: DifferentialProfile;
  readonly side: 'base' | 'head';
  /** `before`. */
  readonly title: string;
}

/** Sums an operation's work on one side, in its profile's unit; waiting does not count. */
export function sumSideWork({
  difference,
  side,
}: Pick<ProfiledSide, 'difference' | 'side'>): number {
  const { tree } = difference;
  const totals = sumSubtrees(tree.parent, tree[side]);
  return tree.parent.reduce(
    (sum, above, node) =>
      sum + (above < 0 && !isIdleCall(difference, node) ? (totals[node] ?? 0) : 0),
    0,
  );
}

/**
 * Draws where the time of an operation goes on one side; null: no samples there.
 * @param whole - Work that corresponds to the full width, so that two sides have the same scale.
 */
export function profiledSideFlameGraph(drawn: ProfiledSide, whole: number): Markup | null {
  const { difference, side, title } = drawn;
  const { tree, functions } = difference;
  const own = sumSideWork(drawn);
  const scale = whole === 0 ? 1 : own / whole;
  return flameFigure({
    tree,
    functions,
    weight: tree[side],
    hidesIdle: true,
    scale,
    root: null,
    describe: ({ width }) => {
      const share = formatShare(scale === 0 ? 0 : width / scale);
      return `${amountText(width * whole, difference)}, ${share} of the total`;
    },
    caption: `${title}: ${amountText(own, difference)} of work per operation; the full width represents ${amountText(whole, difference)}`,
  });
}

const DIGITS = 3;

function amountText(value: number, { unit }: DifferentialProfile): string {
  return formatQuantity(value, unit === 'ms' || unit === 'B' ? unit : 'count', DIGITS);
}
