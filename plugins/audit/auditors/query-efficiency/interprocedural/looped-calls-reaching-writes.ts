import type { AuditedCode } from '../../../rule.ts';
import { parseStatement } from '../statements/find-write-statements-in-loops.ts';
import type { WriteStatement } from '../statements/write-statement.ts';
import { findLoopedCalls, type LoopedCall } from './looped-calls-reaching-database.ts';

/** Yields calls in loops that lead to writes and are not recognized as statements themselves. */
export function* findLoopedWriteCalls(
  audited: AuditedCode,
  verbs: readonly WriteStatement['verb'][],
): Generator<LoopedCall> {
  for (const loopedCall of findLoopedCalls(audited, verbs)) {
    if (parseStatement(audited, loopedCall.site) === null) yield loopedCall;
  }
}
