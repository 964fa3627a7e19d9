import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import { listTransactions } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { listAcquiredResources } from '../acquired-resources/acquired-resource.ts';
import { findResultDestination } from '../acquired-resources/classify-call-result-ownership.ts';
import { findReleaseStatus } from '../acquired-resources/find-resource-release-status.ts';
import { findLaterResourceUses } from '../acquired-resources/resource-uses-after-acquisition.ts';

/** A client or a transaction of Node.js that a timer or a listener uses when it has gone back. */
export interface ReleasedClientCallback extends Candidate {
  readonly by: 'callback';
  readonly exemption: string | null;
  readonly severity: AuditSeverity;
  readonly issue: string;
  readonly recommendation: string;
}

const TIMERS = /^(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\.nextTick)$/u;
const LISTENERS = /\.(?:on|addEventListener)$/u;
const MESSAGES = /^['"`](?:message|data|connection)['"`]$/u;

interface Held {
  readonly name: string;
  readonly function: number;
  readonly file: string;
  readonly uses: readonly SgNode[];
  /** Event that ends the resource, as part of a message. */
  readonly end: string;
}

export function* findReleasedClientCallbacks(
  audited: AuditedCode,
): Generator<ReleasedClientCallback> {
  for (const held of heldInScripts(audited)) {
    const seen = new Set<number>();
    for (const use of held.uses) {
      const later = laterCall(use);
      if (later === null || seen.has(later.call.id())) continue;
      seen.add(later.call.id());
      const { start, end } = later.call.range();
      const callee = later.call.field('function')?.text() ?? '';
      const subject = formatFunctionName(audited, held.function);
      yield {
        by: 'callback',
        file: held.file,
        line: start.line + 1,
        endLine: end.line + 1,
        exemption: later.isWaited ? 'the surrounding promise is awaited' : null,
        severity: later.isListener ? 'CRITICAL' : 'HIGH',
        issue: `${subject} uses ${held.name} in the callback of ${callee}, which runs after ${held.end}; by then, other code may be using the connection`,
        recommendation: `Acquire a connection in the callback and release it there, instead of using ${held.name}`,
      };
    }
  }
}

function* heldInScripts(audited: AuditedCode): Generator<Held> {
  for (const acquired of listAcquiredResources(audited)) {
    if (acquired.kind !== 'connection' || isPythonFunction(audited, acquired.site.function))
      continue;
    const handle = findResultDestination(acquired.node);
    const fate = findReleaseStatus(audited, acquired);
    if (handle.type !== 'name' || fate.by !== 'guarantee' || !/finally/u.test(fate.why)) continue;
    const uses = findLaterResourceUses(scopeOf(acquired.node), handle.name, acquired.node);
    const { file, site } = acquired;
    yield {
      name: handle.name,
      function: site.function,
      file,
      uses,
      end: 'a finally block has released the connection',
    };
  }
  for (const transaction of listTransactions(audited)) {
    if (transaction.kind !== 'callback' || isPythonFunction(audited, transaction.function))
      continue;
    const node = findFunctionNode(audited, transaction.function);
    const [name] = audited.code.rawOf(transaction.function).parameters;
    const body = node?.field('body') ?? null;
    if (node === null || body === null || name === undefined) continue;
    const regex = `^${name.replaceAll('$', '\\$')}$`;
    const uses = body.findAll({ rule: { kind: 'identifier', regex } });
    yield {
      name,
      function: transaction.function,
      file: transaction.file,
      uses,
      end: `${transaction.begun} ended it`,
    };
  }
}

/** Returns the timer or listener whose callback contains a use; null if the use runs in place. */
function laterCall(use: SgNode) {
  const inner = scopeOf(use);
  const list = inner.parent();
  const call = list?.kind() === 'arguments' ? list.parent() : null;
  const callee = call?.field('function')?.text() ?? '';
  if (call == null) return null;
  const isListener = LISTENERS.test(callee) && MESSAGES.test(list?.child(1)?.text() ?? '');
  if (!TIMERS.test(callee) && !isListener) return null;
  return { call, isListener, isWaited: isInPromise(call) };
}

/** `await new Promise((resolve) => setTimeout(…))`. */
function isInPromise(call: SgNode): boolean {
  for (let at = call.parent(); at !== null; at = at.parent()) {
    if (at.kind() === 'new_expression') return at.field('constructor')?.text() === 'Promise';
  }
  return false;
}
