import { candidateOf, isPython } from '../../../look/calls.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { pythonStatement } from './python-statement.ts';
import { recordStatement } from './record-statement.ts';
import { scriptStatement } from './script-statement.ts';
import type { Statement } from './statement.ts';

/** A call that makes a statement in each turn of a loop. */
export interface LoopedStatement extends CallCandidate {
  readonly statement: Statement;
}

/**
 * Statements in loops that a rule is for. Each is one rule's alone (Q651-23): what a session adds or deletes and
 * what inserts belong to the one on bulk operations, all other to the one on updates and deletes.
 */
export function* loopedStatements(
  audited: AuditedCode,
  kind: 'bulk' | 'each',
): Generator<LoopedStatement> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const site of audited.code.callsOf(index)) {
      if (site.call.loops === 0) continue;
      const statement = isPython(audited, index)
        ? (pythonStatement(audited, site) ?? recordStatement(audited, site))
        : (scriptStatement(audited, site) ?? recordStatement(audited, site));
      if (statement === null) continue;
      const isBulk = statement.by === 'session' || statement.verb === 'insert';
      if (isBulk === (kind === 'bulk')) {
        yield { ...candidateOf(site, site.call.callee, file), statement };
      }
    }
  }
}
