import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { explainDeferral } from '../../../analysis/deferred-or-unawaited-calls.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { isSampleDataFunction } from '../../../analysis/is-sample-data-function.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import type { TransactionBypass } from './transaction-bypass.ts';

/** Packages that keep the transaction in the async context, so that it need not be passed on. */
const CONTEXTUAL =
  /^(?:cls-hooked|continuation-local-storage|typeorm-transactional(?:-cls-hooked)?|@nestjs-cls\/transactional.*)$/u;

/** Returns the ruling on a write that bypasses the transaction around it. */
export function judgeTransactionBypass(found: TransactionBypass, audited: AuditedCode): Ruling {
  const why = whyNotPast(found, audited);
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const { write, handle, begun, how, through } = found;
  const name = formatFunctionName(audited, found.function);
  const by = through === null ? '' : `, via ${through.call.callee}(),`;
  const isRead = how === 'read';
  const severity = through === null && !isRead ? 'HIGH' : 'MEDIUM';
  const consequence = isRead
    ? `the read misses the transaction's uncommitted writes and does not lock the rows that the transaction will write`
    : `the write is committed even if the transaction rolls back, and may wait for locks that the transaction holds`;
  return {
    outcome: 'confirmed',
    severity: isSampleDataFunction(audited, found.function)
      ? 'LOW'
      : adjustSeverity(severity, audited, found.function),
    issue: `${name} ${isRead ? 'reads' : 'writes'} with ${write.call.callee}()${by} inside the transaction opened by ${begun}, but on a separate connection: ${consequence}`,
    recommendation: {
      client: `Write through ${handle} instead of ${write.call.callee}(), or after the transaction if the write must persist even after a rollback`,
      read: `Read through ${handle} instead of ${write.call.callee}(), or before the transaction if stale data is acceptable`,
      option: `Pass the transaction to ${write.call.callee}() (${handle === 'transaction' ? '{ transaction }' : `{ ${how === 'option' ? 'transaction' : handle}: ${handle} }`})`,
      request: `Pass req to ${write.call.callee}({ req, … }) so that the call joins req's transaction`,
    }[how],
    effort: 'S',
    evidence: placesOf(found, audited),
  };
}

function whyNotPast(
  { write, through, file }: TransactionBypass,
  audited: AuditedCode,
): string | null {
  const { code } = audited;
  const contextual = code.sources
    .flatMap((source) => code.importsOf(source))
    .find(({ source }) => CONTEXTUAL.test(source));
  if (contextual !== undefined)
    return `${contextual.source} propagates the transaction automatically`;
  const node = findCallNode(audited, { file, site: through ?? write });
  return node === null ? 'the file cannot be parsed' : explainDeferral(node);
}

function placesOf(found: TransactionBypass, audited: AuditedCode): readonly AuditEvidence[] {
  const { file, beginLine, begun, write, through, how } = found;
  const text =
    how === 'client' || how === 'read' || through !== null
      ? `${begun} opens the transaction`
      : `${begun} runs inside the transaction`;
  const begin = { file, line: beginLine, text };
  if (through === null) return [begin];
  const there = audited.code.facts.functions[write.function]?.file ?? '';
  return [begin, { file: there, line: write.call.line, text: `${write.call.callee}() writes` }];
}
