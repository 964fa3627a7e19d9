import { explainDeferral } from '../../../analysis/deferred-or-unawaited-calls.ts';
import {
  createCallCandidate,
  formatFunctionName,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import type { PrematureSend } from './job-or-event-sent-before-commit.ts';
import { isInAtomicRequest, opensTransactions } from './jobs-enqueued-right-after-save.ts';

/** Returns the ruling on a job or an event that is sent before the commit. */
export function judgePrematureSend(found: PrematureSend, audited: AuditedCode): Ruling {
  const why = whyInTime(found, audited);
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const { kind, begun, name, siblings, site } = found;
  const where = formatFunctionName(audited, site.function);
  const inside =
    begun === null ? 'right after the write' : `inside the transaction opened by ${begun.text}`;
  const others = `${siblings[0]?.file}:${siblings[0]?.line}`;
  const told = {
    issue:
      kind === 'job'
        ? `${where} queues a job with ${name}() ${inside}: a worker may pick it up before the commit, when the rows do not exist yet, or even if the transaction is rolled back`
        : `${where} calls ${name}() ${inside}, but ${siblings.length} other locations send the message on commit (such as ${others}), so receivers may read uncommitted data or react to changes that are rolled back`,
    recommendation:
      site.raw.callee.length > 0 && found.file.endsWith('.py')
        ? `Send the message on commit: transaction.on_commit(lambda: ${site.call.callee}(…)), or after the block that commits`
        : `Call ${site.call.callee}() after the transaction, or write an outbox row inside the transaction for a worker to send`,
    effort: 'S' as const,
    evidence: placesOf(found, audited),
  };
  if (kind === 'job' && begun === null && !isInAtomicRequest(audited, site.function)) {
    if (!opensTransactions(audited)) {
      return { outcome: 'dismissed', reason: 'the project opens no transactions of its own' };
    }
    const note = `whether the caller of ${where} opens a transaction; if it does not, the row is visible immediately`;
    return { outcome: 'needs context', ...told, note };
  }
  return { outcome: 'confirmed', severity: severityOf(found), ...told };
}

/** Jobs receiving the row are lost without it; other jobs' workers may find what they need. */
function severityOf({ kind, begun, written }: PrematureSend): 'HIGH' | 'MEDIUM' {
  if (begun === null) return 'MEDIUM';
  return kind === 'event' || written?.isTold === true ? 'HIGH' : 'MEDIUM';
}

/** Returns why a worker misses nothing: a deferring step, or nothing written; null: it may. */
function whyInTime(found: PrematureSend, { code }: AuditedCode): string | null {
  const { site, way, written } = found;
  for (const step of [site, ...way]) {
    const file = code.facts.functions[step.function]?.file ?? '';
    const node = findCallNode({ code }, createCallCandidate(step, '', file));
    const why = node === null ? 'the file cannot be parsed' : explainDeferral(node);
    if (why !== null) return why;
  }
  if (written === null || written.isTold) return null;
  if (putsItselfOn(found, code)) return 'the job requeues itself for the next step';
  return written.isWritten
    ? null
    : `${found.begun?.text ?? 'the transaction'} has written nothing when the job is sent`;
}

/** `sync_orders.apply_async(…)` in `sync_orders`, or `self.apply_async(…)` in a task. */
function putsItselfOn({ site, way }: PrematureSend, code: AuditedCode['code']): boolean {
  if (way.length > 0) return false;
  const receiver = readReceiver(site.call.callee).split('.').at(-1);
  const { name, parameters } = code.rawOf(site.function);
  return receiver === name || (receiver === 'self' && parameters[0] === 'self');
}

function placesOf(
  { file, begun, write, way, siblings }: PrematureSend,
  { code }: AuditedCode,
): readonly AuditEvidence[] {
  const last = way.at(-1);
  const there = last === undefined ? '' : (code.facts.functions[last.function]?.file ?? '');
  return [
    ...(begun === null
      ? []
      : [{ file, line: begun.line, text: `${begun.text} opens the transaction` }]),
    ...(write === null
      ? []
      : [{ file, line: write.call.line, text: `${write.call.callee} writes` }]),
    ...(last === undefined
      ? []
      : [{ file: there, line: last.call.line, text: `${last.call.callee} sends` }]),
    ...siblings
      .slice(0, 2)
      .map((sibling) => ({ ...sibling, text: 'the same message is sent on commit' })),
  ];
}
