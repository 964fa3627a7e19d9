import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../analysis/index.ts';
import { explainStandaloneScript } from '../../analysis/standalone-script.ts';
import type { AuditedCode } from '../../rule.ts';

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'while_statement',
  'for_in_statement',
  'do_statement',
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
const BODIES = ['body', 'condition', 'increment'];

/** Returns why code runs often: per request, or in a loop; null if nothing shows it (R653-12). */
export function explainHotPath(audited: AuditedCode, index: number, node: SgNode): string | null {
  const file = audited.code.facts.functions[index]?.file ?? '';
  if (explainStandaloneScript(audited, file) !== null) return null;
  if (isInLoop(node)) return 'in a loop';
  return audited.reachedBy(index) === 'request' ? 'for each request' : null;
}

/** True if a node is in the body of a loop; the iterable is evaluated once and does not count. */
export function isInLoop(node: SgNode): boolean {
  const at = node.range().start.index;
  return [...around(node)].some(
    (outer) =>
      LOOPS.has(outer.kind()) &&
      BODIES.some((name) => {
        const span = outer.field(name)?.range();
        return span !== undefined && span.start.index <= at && at < span.end.index;
      }),
  );
}
