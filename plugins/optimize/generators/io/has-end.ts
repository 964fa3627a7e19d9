import type { SgNode } from '@ast-grep/napi';
import { unwrap } from './syntax.ts';

/** What a loop goes through, when it is taken whole first: a call of something else may give no end of it. */
export function hasEnd(items: SgNode): boolean {
  const whole = unwrap(items);
  if (whole.kind() !== 'call_expression') return true;
  return /^Object\.(?:keys|values|entries)$|\.(?:split|filter|map|slice|keys|values|entries)$/u.test(
    whole.field('function')?.text() ?? '',
  );
}
