import { type CallSite, languageIn, loopAround, namesFrom } from '../../../../analysis/index.ts';
import { candidateOf, isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { pythonStatement } from './python-statement.ts';
import { recordStatement } from './record-statement.ts';
import { relatedStatement } from './related-statement.ts';
import type { Statement } from './statement.ts';
import { recordOf, storedRecord } from './stored-record.ts';
import { statementWaitedFor } from './waited-for.ts';

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
      const statement = statementIn(audited, site);
      if (statement === null) continue;
      const isBulk = statement.by === 'session' || statement.verb === 'insert';
      if (isBulk === (kind === 'bulk')) {
        yield { ...candidateOf(site, site.call.callee, file), statement };
      }
    }
  }
}

/** The statement that a call in a loop makes; null: none. */
export function statementIn(audited: AuditedCode, site: CallSite): Statement | null {
  const own = isPython(audited, site.function)
    ? pythonStatement(audited, site)
    : statementWaitedFor(audited, site);
  return (
    own ??
    recordStatement(audited, site) ??
    storedInTurn(audited, site) ??
    relatedStatement(audited, site)
  );
}

/** `finding.save()`, where the turn is for the finding. */
function storedInTurn(audited: AuditedCode, site: CallSite): Statement | null {
  const statement = storedRecord(audited, site);
  const name = recordOf(site);
  if (statement === null || name === null) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = nodeOf(audited, { file, site });
  const loop = node === null ? null : loopAround(node);
  if (loop === null) return null;
  const names = namesFrom(loop.body, new Set(loop.names), languageIn(file));
  return names.has(name) ? statement : null;
}
