import type { SgNode } from '@ast-grep/napi';
import { around, isInAsync } from '../../../analysis/index.ts';
import { explainSingleExecution } from '../../analysis/explain-why-call-runs-only-once.ts';
import {
  formatFunctionName,
  isAsyncFunction,
} from '../../analysis/find-call-candidates-by-name.ts';
import { isStartupFunction } from '../../analysis/is-startup-function.ts';
import { explainStandaloneScript } from '../../analysis/standalone-script.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import type { AuditedCode } from '../../rule.ts';

/** Calls that run their argument in a thread or a process of its own. */
const OFFLOADING_CALLS =
  /(?:^|\.)(?:to_thread|run_sync|run_in_threadpool|sync_to_async|database_sync_to_async|submit|\w*executor\w*|\w*(?:in|to)_thread\w*)$/iu;

/** Effect of code that blocks the event loop: who is delayed and how severely, or why nobody is. */
type LoopBlockingImpact = string | { readonly severity: AuditSeverity; readonly who: string };

/** Rates requests HIGH, background work MEDIUM, and startup LOW (R653-08, R653-09, R653-13). */
export function assessLoopBlocking(
  audited: AuditedCode,
  index: number,
  file: string,
  node: SgNode,
  isInCallee = false,
): LoopBlockingImpact {
  const absence = explainAbsence(node);
  if (absence !== null) return absence;
  const reach = audited.reachedBy(index);
  if (reach === 'request') return { severity: 'HIGH', who: 'all other requests wait meanwhile' };
  const script = reach === null ? explainStandaloneScript(audited, file) : null;
  if (script !== null) return script;
  if (!isStartupFunction(audited, index)) {
    return { severity: 'MEDIUM', who: 'nothing else in the process can run in the meantime' };
  }
  return isInCallee
    ? 'the code runs once at startup, before anything else is waiting'
    : { severity: 'LOW', who: 'startup is delayed' };
}

/** Formats a function as the subject of a sentence, with the reason why it blocks others. */
export function describeBlockingFunction(
  audited: AuditedCode,
  index: number,
  node: SgNode,
): string {
  const name = formatFunctionName(audited, index);
  const isWaiting = isAsyncFunction(audited, index) || isInAsync(node);
  return isWaiting ? `${name} is async and` : `${name} runs on the event loop and`;
}

/** True if Node.js code delays others: async functions, and everything that a handler calls. */
export function blocksEventLoop(audited: AuditedCode, index: number, node: SgNode): boolean {
  return (
    isAsyncFunction(audited, index) || audited.reachedBy(index) === 'request' || isInAsync(node)
  );
}

/** Returns why a call does not run in place, or not each time; null: it does. */
export function explainAbsence(call: SgNode): string | null {
  for (const outer of around(call)) {
    if (outer.kind() === 'lambda') {
      return 'the call is inside a lambda and runs only when the lambda is called';
    }
    const callee = outer.kind() === 'call' ? (outer.field('function')?.text() ?? '') : '';
    if (OFFLOADING_CALLS.test(callee)) return `${callee} runs the call in a separate thread`;
  }
  return explainSingleExecution(call);
}
