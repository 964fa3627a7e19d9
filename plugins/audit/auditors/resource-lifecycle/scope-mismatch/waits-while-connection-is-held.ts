import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import { classifyExternalWork } from '../../../analysis/classify-work-outside-database.ts';
import { explainUnawaitedCall } from '../../../analysis/deferred-or-unawaited-calls.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findConnectionStart } from '../acquired-resources/session-connection-acquisition-and-release.ts';
import type { ConnectionScope } from './connections-held-during-request-handler.ts';

/** Wait during which a session holds its connection. */
export interface WaitWithConnection {
  /** Call that waits. */
  readonly site: CallSite;
  /** Call in the handler that waits itself or leads to the wait. */
  readonly at: CallSite;
  /** Use that the connection was taken by. */
  readonly since: SgNode;
}

/**
 * Returns requests and sleeps after the first use of a session, except those in a transaction,
 * which scope-too-wide reports.
 */
export function findWaitsWithConnection(
  audited: AuditedCode,
  held: ConnectionScope,
): readonly WaitWithConnection[] {
  const { code } = audited;
  return code.callsOf(held.function).flatMap((at): readonly WaitWithConnection[] => {
    const since = findConnectionStart(held.uses, at.raw.start);
    const site = since === null ? null : waitingCall(audited, at);
    if (since === null || site === null) return [];
    if (findEnclosingTransaction(audited, held.file, at.raw.start) !== null) return [];
    const node = findCallNode(audited, { file: held.file, site: at });
    const isLater =
      node === null || explainUnawaitedCall(node, isPythonFunction(audited, at.function)) !== null;
    return isLater ? [] : [{ site, at, since }];
  });
}

/** Returns the call itself or a call of its callee, if it waits for a service or sleeps. */
function waitingCall(audited: AuditedCode, at: CallSite): CallSite | null {
  const isWaiting = (site: CallSite): boolean => {
    const kind = classifyExternalWork(audited, site);
    return kind === 'service' || kind === 'sleep';
  };
  if (isWaiting(at)) return at;
  const targets = at.call.isGuess ? [] : at.call.targets;
  return (
    targets
      .flatMap((target) => audited.code.callsOf(target))
      .find((callSite) => isWaiting(callSite)) ?? null
  );
}
