import type { SgNode } from '@ast-grep/napi';
import { unwrapParentheses } from './statement-syntax.ts';

/** True if the iterated value can be collected first; other calls may give endless iterables. */
export function isFiniteIterable(items: SgNode): boolean {
  const whole = unwrapParentheses(items);
  if (whole.kind() !== 'call_expression') return true;
  return /^Object\.(?:keys|values|entries)$|\.(?:split|filter|map|slice|keys|values|entries)$/u.test(
    whole.field('function')?.text() ?? '',
  );
}
