import type { AuditedCode } from '../../../rule.ts';
import { parseStatement } from '../statements/looped-statements.ts';
import type { WriteStatement } from '../statements/write-statement.ts';
import { findLoopedCalls, type LoopedCall } from './looped-calls.ts';

/** Calls in loops that lead to changes, and are no statement themselves as far as anybody can see. */
export function* findLoopedChanges(
  audited: AuditedCode,
  verbs: readonly WriteStatement['verb'][],
): Generator<LoopedCall> {
  for (const loopedCall of findLoopedCalls(audited, verbs)) {
    if (parseStatement(audited, loopedCall.site) === null) yield loopedCall;
  }
}
