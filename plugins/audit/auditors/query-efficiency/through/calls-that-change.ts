import type { AuditedCode } from '../../../rule.ts';
import { statementIn } from '../statements/looped-statements.ts';
import type { Statement } from '../statements/statement.ts';
import { callsThatLeadTo, type LoopedCall } from './looped-calls.ts';

/** Calls in loops that lead to changes, and are no statement themselves as far as anybody can see. */
export function* callsThatChange(
  audited: AuditedCode,
  verbs: readonly Statement['verb'][],
): Generator<LoopedCall> {
  for (const loopedCall of callsThatLeadTo(audited, verbs)) {
    if (statementIn(audited, loopedCall.site) === null) yield loopedCall;
  }
}
