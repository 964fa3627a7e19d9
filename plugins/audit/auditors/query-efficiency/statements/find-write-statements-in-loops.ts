import { type CallSite, languageIn, loopAround, namesFrom } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { resolveRowModel } from '../interprocedural/resolve-model-method-call-on-loop-row.ts';
import { parseRecordSaveCall, readRecordName } from './orm-record-save-call.ts';
import { parseJavaScriptStatement } from './parse-javascript-write-statement.ts';
import { parsePythonStatement } from './parse-python-write-statement.ts';
import type { WriteStatement } from './write-statement.ts';

/** Call that issues a statement in each iteration of a loop. */
export interface LoopedStatement extends CallCandidate {
  readonly statement: WriteStatement;
}

/**
 * Yields the looped statements that one rule covers; no statement belongs to two rules (Q651-23).
 * Session additions and deletions, and all inserts, belong to the rule on bulk operations, all
 * others to the rule on updates and deletes.
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

/** Returns the statement that a call in a loop issues, or null. */
export function parseStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  return isPythonFunction(audited, site.function)
    ? (parsePythonStatement(audited, site) ?? parseRecordOfIteration(audited, site))
    : parseJavaScriptStatement(audited, site);
}

/** Returns the statement of `finding.save()` if the finding comes from the iteration. */
function parseRecordOfIteration(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const statement = parseRecordSaveCall(audited, site);
  if (statement === null) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  const loop = node === null ? null : loopAround(node);
  if (loop === null) return null;
  const names = namesFrom(loop.body, new Set(loop.names), languageIn(file));
  const name = readRecordName(site);
  const model = loop.names.includes(name) ? resolveRowModel(audited, site, loop) : null;
  return names.has(name) ? { ...statement, model: statement.model ?? model } : null;
}
