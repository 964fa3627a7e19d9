import type { SgNode } from '@ast-grep/napi';
import { around } from './nodes.ts';

/** Calls that put off what they are handed until a transaction is committed, or run it beside. */
const PUTS_OFF =
  /(?:^|\.)(?:on_commit|run_on_commit|afterCommit|runOnTransactionCommit|create_task|ensure_future|add_task|delay|apply_async|spawn|start_soon|setImmediate|nextTick|waitUntil)$/u;
const WAITS: ReadonlySet<unknown> = new Set([
  'await_expression',
  'return_statement',
  'await',
  'for_in_statement',
]);

/** Why what is called does not run where it stands; null: it does. */
export function whyLater(node: SgNode, isPython: boolean): string | null {
  let inside = node;
  let isWaited = false;
  for (const outer of around(node)) {
    isWaited ||= WAITS.has(outer.kind());
    const isCall = outer.kind() === 'call' || outer.kind() === 'call_expression';
    const callee = isCall ? (outer.field('function')?.text() ?? '') : '';
    if (PUTS_OFF.test(callee)) return `${callee} runs it later, or beside`;
    if (outer.kind() === 'lambda') return 'it stands in a lambda, which runs where it is called';
    inside = outer;
  }
  // `() => fetch(url)` hands its promise on.
  const isGiven =
    inside.kind() !== 'statement_block' && inside.parent()?.kind() === 'arrow_function';
  return isPython || isWaited || isGiven ? null : 'nobody waits for it in the transaction';
}
