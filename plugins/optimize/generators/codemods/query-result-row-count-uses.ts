import type { SgNode } from '@ast-grep/napi';
import type { QueryRows } from '../io/sql-queries.ts';

/** Returns the `rows.length` nodes if the rows are used for nothing else; otherwise null. */
export function findRowLengthReads({ rows }: QueryRows): readonly SgNode[] | null {
  const lengths = rows.map((node) => {
    const parent = node.parent();
    const isLength =
      parent?.kind() === 'member_expression' && parent.field('property')?.text() === 'length';
    return isLength ? parent : null;
  });
  const known = lengths.filter((node) => node !== null);
  return known.length === rows.length ? known : null;
}

/** True if a length is only compared with zero: `rows.length > 0`, `rows.length === 0`. */
export function isZeroTest(length: SgNode): boolean {
  const parent = length.parent();
  if (parent?.kind() !== 'binary_expression') return false;
  const isLeft = parent.field('left')?.id() === length.id();
  const operator = parent.field('operator')?.text() ?? '';
  return isLeft && parent.field('right')?.text() === '0' && /^(?:>|[!=]==?)$/u.test(operator);
}
