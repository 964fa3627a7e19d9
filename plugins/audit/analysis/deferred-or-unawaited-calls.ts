import type { SgNode } from '@ast-grep/napi';
import { around } from '../../analysis/index.ts';

/** Calls that defer their argument until a transaction is committed, or run it concurrently. */
export const DEFERRING_CALLS =
  /(?:^|\.)(?:on_commit|run_on_commit|afterCommit|runOnTransactionCommit|create_task|ensure_future|add_task|delay|apply_async|spawn|start_soon|setImmediate|nextTick|waitUntil)$/u;
const WAITS: ReadonlySet<unknown> = new Set([
  'await_expression',
  'return_statement',
  'await',
  'for_in_statement',
]);

/** Returns why a call is deferred or not awaited where it is written, or null if it runs there. */
export function explainUnawaitedCall(node: SgNode, isPython: boolean): string | null {
  return (
    explainDeferral(node) ??
    (isPython || isWaitedFor(node) ? null : 'the transaction does not wait for the call')
  );
}

/** Returns what defers a call until a commit or runs it concurrently; null: nothing. */
function explainDeferral(node: SgNode): string | null {
  let outermost = node;
  for (const outer of around(node)) {
    const isCall = outer.kind() === 'call' || outer.kind() === 'call_expression';
    const callee = isCall ? (outer.field('function')?.text() ?? '') : '';
    if (DEFERRING_CALLS.test(callee)) return `${callee} runs the call later or concurrently`;
    if (outer.kind() === 'lambda')
      return 'the call is inside a lambda, which runs only when called';
    outermost = outer;
  }
  // `afterCommit(() => …)` defers the function around the node.
  const holder = outermost.parent();
  return holder?.parent()?.kind() === 'arguments' ? explainDeferral(holder) : null;
}

function isWaitedFor(node: SgNode): boolean {
  let inside = node;
  for (const outer of around(node)) {
    if (WAITS.has(outer.kind())) return true;
    inside = outer;
  }
  // `() => fetch(url)` hands its promise on.
  return inside.kind() !== 'statement_block' && inside.parent()?.kind() === 'arrow_function';
}
