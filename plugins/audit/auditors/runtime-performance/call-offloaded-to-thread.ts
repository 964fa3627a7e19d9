import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../analysis/index.ts';
import { findCallNode } from '../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';

/** Calls that run their argument in a thread or a process of its own. */
export const OFFLOADING_CALLS =
  /(?:^|\.)(?:to_thread|run_sync|run_in_threadpool|sync_to_async|database_sync_to_async|submit|\w*executor\w*|\w*(?:in|to)_thread\w*|\w*thread_?pool\w*)$/iu;

/** Returns why a call does not run in place, or null if it does. */
export function explainOffloading(found: CallCandidate, audited: AuditedCode): string | null {
  const node = findCallNode(audited, found);
  if (node === null) return null;
  for (const outer of around(node)) {
    if (outer.kind() === 'lambda')
      return 'the call is inside a lambda and runs only when the lambda is called';
    const callee = calleeOf(outer);
    if (callee !== null && OFFLOADING_CALLS.test(callee))
      return `${callee} runs the call in a separate thread`;
  }
  return null;
}

function calleeOf(node: SgNode): string | null {
  return node.kind() === 'call' ? (node.field('function')?.text() ?? null) : null;
}
