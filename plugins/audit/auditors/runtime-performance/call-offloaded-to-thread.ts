import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../analysis/index.ts';

/** Calls that run their argument in a thread or a process of its own. */
const OFFLOADING_CALLS =
  /(?:^|\.)(?:to_thread|run_sync|run_in_threadpool|sync_to_async|database_sync_to_async|submit|\w*executor\w*|\w*(?:in|to)_thread\w*)$/iu;

/** Returns why a call does not run in place, or null if it does. */
export function explainOffloading(call: SgNode): string | null {
  for (const outer of around(call)) {
    if (outer.kind() === 'lambda') {
      return 'the call is inside a lambda and runs only when the lambda is called';
    }
    const callee = outer.kind() === 'call' ? (outer.field('function')?.text() ?? '') : '';
    if (OFFLOADING_CALLS.test(callee)) return `${callee} runs the call in a separate thread`;
  }
  return null;
}
