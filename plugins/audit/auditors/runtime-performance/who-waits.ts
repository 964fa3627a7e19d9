import type { SgNode } from '@ast-grep/napi';
import { isInAsync } from '../../../analysis/index.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { functionName, isAsync } from '../../look/calls.ts';
import { whyOnce } from '../../look/read-once.ts';
import { whyScript } from '../../look/script-file.ts';
import { isSetUp } from '../../look/set-up.ts';
import { weighed } from '../../look/weight.ts';
import type { AuditedCode } from '../../rule.ts';

/** Why a start that comes to something further down is left as it is: others have not begun. */
export const BEFORE_ANYBODY = 'it is done once at the start, before anybody waits';

/** Effect of code that blocks the event loop: who is delayed, and with what severity. */
export type Waiting =
  | { readonly type: 'nobody'; readonly reason: string }
  | { readonly type: 'somebody'; readonly severity: AuditSeverity; readonly who: string };

/** Requests HIGH and those of administrators MEDIUM, what runs in the background MEDIUM, what runs once LOW (R653-08, R653-09, R653-13). */
export function whoWaits(
  audited: AuditedCode,
  index: number,
  file: string,
  node: SgNode | null,
): Waiting {
  const once = node === null ? null : whyOnce(node);
  if (once !== null) return { type: 'nobody', reason: once };
  const reach = audited.reachedBy(index);
  if (reach === 'request') {
    // Set-up code is no handler, whatever its name: of the severity adjustments, only that for
    // administrators applies.
    const isSeldom = weighed('HIGH', audited, index) === 'MEDIUM';
    const severity = isSeldom ? 'MEDIUM' : 'HIGH';
    return { type: 'somebody', severity, who: 'every other request waits meanwhile' };
  }
  const script = reach === null ? whyScript(audited, file) : null;
  if (script !== null) return { type: 'nobody', reason: script };
  if (isSetUp(audited, index)) {
    return { type: 'somebody', severity: 'LOW', who: 'the start takes that much longer' };
  }
  return { type: 'somebody', severity: 'MEDIUM', who: 'nothing else of the process goes on' };
}

/** A function as the subject of a sentence, with what makes it hold others up. */
export function holder(audited: AuditedCode, index: number, node: SgNode | null): string {
  const name = functionName(audited, index);
  const isWaiting = isAsync(audited, index) || (node !== null && isInAsync(node));
  return isWaiting ? `${name} is async and` : `${name} runs on the event loop and`;
}

/** True if Node.js code delays others: async functions, and everything that a handler calls. */
export function holdsLoop(audited: AuditedCode, index: number, node: SgNode | null): boolean {
  if (isAsync(audited, index) || audited.reachedBy(index) === 'request') return true;
  return node !== null && isInAsync(node);
}
