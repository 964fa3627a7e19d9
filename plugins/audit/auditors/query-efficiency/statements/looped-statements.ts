import { type CallSite, languageIn, loopAround, namesFrom } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/call-node.ts';
import { createCallCandidate, isPythonFunction } from '../../../analysis/find-calls.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { parseAwaitedStatement } from './awaited-statement.ts';
import { parsePythonStatement } from './python-statement.ts';
import { parseRecordStatement } from './record-statement.ts';
import { parseRelatedStatement } from './related-statement.ts';
import { parseStoredRecord, readRecordName } from './stored-record.ts';
import type { WriteStatement } from './write-statement.ts';

/** A call that makes a statement in each turn of a loop. */
export interface LoopedStatement extends CallCandidate {
  readonly statement: WriteStatement;
}

/**
 * Statements in loops that a rule is for. Each is one rule's alone (Q651-23): what a session adds or deletes and
 * what inserts belong to the one on bulk operations, all other to the one on updates and deletes.
 */
export function* findLoopedStatements(
  audited: AuditedCode,
  kind: 'bulk' | 'each',
): Generator<LoopedStatement> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    for (const site of audited.code.callsOf(index)) {
      if (site.call.loops === 0) continue;
      const statement = parseStatement(audited, site);
      if (statement === null) continue;
      const isBulk = statement.by === 'session' || statement.verb === 'insert';
      if (isBulk === (kind === 'bulk')) {
        yield { ...createCallCandidate(site, site.call.callee, file), statement };
      }
    }
  }
}

/** The statement that a call in a loop makes; null: none. */
export function parseStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const own = isPythonFunction(audited, site.function)
    ? parsePythonStatement(audited, site)
    : parseAwaitedStatement(audited, site);
  return (
    own ??
    parseRecordStatement(audited, site) ??
    storedInTurn(audited, site) ??
    parseRelatedStatement(audited, site)
  );
}

/** `finding.save()`, where the turn is for the finding. */
function storedInTurn(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const statement = parseStoredRecord(audited, site);
  const name = readRecordName(site);
  if (statement === null || name === null) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  const loop = node === null ? null : loopAround(node);
  if (loop === null) return null;
  const names = namesFrom(loop.body, new Set(loop.names), languageIn(file));
  return names.has(name) ? statement : null;
}
