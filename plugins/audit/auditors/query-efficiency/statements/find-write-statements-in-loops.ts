import { loopAround } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { parseRecordWrite, RECORD_WRITE } from './parse-django-record-write.ts';
import { parseJavaScriptStatement } from './parse-javascript-write-statement.ts';
import { parsePythonStatement } from './parse-python-write-statement.ts';
import { findRepeatingLoop, type RepeatedStatement } from './repeated-statement.ts';
import type { WriteStatement } from './write-statement.ts';

/** Call that issues a statement in each iteration of a loop. */
export interface LoopedStatement extends RepeatedStatement {
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
  const { code } = audited;
  for (const site of code.facts.functions.keys().flatMap(code.callsOf)) {
    if (site.call.loops === 0) continue;
    const isPython = isPythonFunction(audited, site.function);
    const called = isPython
      ? parsePythonStatement(audited, site)
      : parseJavaScriptStatement(audited, site);
    // Most calls are ruled out without parsing.
    if (called === null && !(isPython && RECORD_WRITE.test(site.call.callee))) continue;
    const node = findCallNode(audited, site);
    if (node === null) continue;
    const statement = called ?? parseRecordWrite(audited, site, loopAround(node));
    if (statement === null) continue;
    const isBulk = statement.by === 'session' || statement.verb === 'insert';
    if (isBulk !== (kind === 'bulk')) continue;
    const { model } = statement;
    const loop = findRepeatingLoop(node, isPython ? 'python' : 'script');
    yield { ...createCallCandidate(audited, site), node, loop, model, statement };
  }
}
