import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';

const LOOPS = /^(?:for|while|for_in|do)_statement$|_comprehension$|^generator_expression$/u;
const BODIES = ['body', 'condition', 'increment'];

/** Returns why code runs often: per request, or in a loop; null if nothing shows it (R653-12). */
export function explainHotPath(audited: AuditedCode, index: number, node: SgNode): string | null {
  if (isInLoop(node)) return 'in a loop';
  return audited.reachedBy(index) === 'request' ? 'for each request' : null;
}

/** True if a node is in the body of a loop; the iterable is evaluated once and does not count. */
export function isInLoop(node: SgNode): boolean {
  const at = node.range().start.index;
  return [...around(node)].some(
    (outer) =>
      LOOPS.test(String(outer.kind())) &&
      BODIES.some((name) => {
        const span = outer.field(name)?.range();
        return span !== undefined && span.start.index <= at && at < span.end.index;
      }),
  );
}
