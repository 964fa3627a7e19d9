import type { SgNode } from '@ast-grep/napi';
import type { KeptRows } from '../io/sql.ts';

/** The `rows.length` that are all that is asked of rows; null: something else is asked too. */
export function lengthsOf({ rows }: KeptRows): readonly SgNode[] | null {
  const lengths = rows.map((node) => {
    const parent = node.parent();
    const isLength =
      parent?.kind() === 'member_expression' && parent.field('property')?.text() === 'length';
    return isLength ? parent : null;
  });
  const known = lengths.filter((node) => node !== null);
  return known.length === rows.length ? known : null;
}

/** Whether a length is only compared with zero: `rows.length > 0`, `rows.length === 0`. */
export function isZeroTest(length: SgNode): boolean {
  const parent = length.parent();
  if (parent?.kind() !== 'binary_expression') return false;
  const isLeft = parent.field('left')?.id() === length.id();
  const operator = parent.field('operator')?.text() ?? '';
  return isLeft && parent.field('right')?.text() === '0' && /^(?:>|[!=]==?)$/u.test(operator);
}
