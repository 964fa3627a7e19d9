import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import { isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { outsideKind } from '../../../look/outside-calls.ts';
import { whyLater } from '../../../look/run-later.ts';
import { transactionAround } from '../../../look/transactions/transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import { heldSince } from '../held/let-go.ts';
import type { HeldScope } from './held-scopes.ts';

/** Something that is waited for while a session has its connection. */
export interface HeldCall {
  /** Call that waits. */
  readonly site: CallSite;
  /** The call in the handler that it is, or that leads to it. */
  readonly at: CallSite;
  /** Use that the connection was taken by. */
  readonly since: SgNode;
}

/** Requests and sleeps after the first use of a session; those in a transaction are of scope-too-wide. */
export function callsWhileHeld(audited: AuditedCode, held: HeldScope): readonly HeldCall[] {
  const { code } = audited;
  return code.callsOf(held.function).flatMap((at): readonly HeldCall[] => {
    const since = heldSince(held.uses, at.raw.start);
    const site = since === null ? null : waitingCall(audited, at);
    if (since === null || site === null) return [];
    if (transactionAround(audited, held.file, at.raw.start) !== null) return [];
    const node = nodeOf(audited, { file: held.file, site: at });
    const isLater = node === null || whyLater(node, isPython(audited, at.function)) !== null;
    return isLater ? [] : [{ site, at, since }];
  });
}

/** A call, or one of the function that it leads to, that waits for a service or for time. */
function waitingCall(audited: AuditedCode, at: CallSite): CallSite | null {
  const isWaiting = (site: CallSite): boolean => {
    const kind = outsideKind(audited, site);
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
