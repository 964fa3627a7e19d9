import type { SgNode } from '@ast-grep/napi';
import { boundOf, type Loop, loopAround, loopBound } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  type CallRuleMessages,
  judgeLoopedCall,
} from '../interprocedural/judge-call-in-loop-that-reaches-database.ts';
import type { LoopedCall } from '../interprocedural/looped-calls-reaching-database.ts';
import { findLoopedWriteCalls } from '../interprocedural/looped-calls-reaching-writes.ts';
import { findListOrigin } from '../loops/origin-of-iterated-list.ts';
import { explainOrmCascade } from '../statements/explain-orm-cascade-skipped-by-bulk-delete.ts';
import { findUsedCallResult } from '../statements/find-call-result-used-later-in-iteration.ts';
import {
  findLoopedStatements,
  type LoopedStatement,
} from '../statements/find-write-statements-in-loops.ts';
import { justifyLoopedStatement } from '../statements/justify-write-statement-in-loop.ts';
import {
  describeSkippedSideEffects,
  findRecordHook,
} from '../statements/orm-hooks-skipped-by-batch.ts';
import { isLoadedRow, iteratesLoadedRows } from '../statements/rows-already-loaded-in-session.ts';
import { formatBatchInsert } from '../statements/suggest-batch-statement.ts';

const MEMBERS: ReadonlySet<unknown> = new Set(['attribute', 'member_expression']);
/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;
const ONCE = 'the code runs once, manually or during setup, so nothing waits for it';
const LOADED = 'the session has already loaded the row, so adding the row again does nothing';

/** Q651-21 to Q651-23: rows added or deleted one by one. */
export const MISSING_BULK_OPS = defineRule<LoopedStatement | LoopedCall>({
  id: 'missing-bulk-ops',
  check: 'missing_bulk_ops',
  principle: 'Query Efficiency / Rows added or deleted one by one',
  sources: [
    {
      name: 'SQLAlchemy 2.0: ORM bulk INSERT statements',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-bulk-insert-statements',
      retrieved: '2026-11-26',
    },
    {
      name: 'Prisma: create multiple records',
      url: 'https://www.prisma.io/docs/orm/prisma-client/queries/crud#create-multiple-records',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: function* (audited) {
    yield* findLoopedStatements(audited, 'bulk');
    yield* findLoopedWriteCalls(audited, ['insert']);
  },
  verify: (found, audited) => {
    if (!('reached' in found)) return ofStatement(found, audited);
    if (ofLoadedRow(found, audited)) return { outcome: 'dismissed', reason: LOADED };
    const ruling = judgeLoopedCall(found, audited, THROUGH);
    const why = ruling.outcome === 'confirmed' ? whyFewRows(found, audited) : null;
    return why === null ? ruling : { outcome: 'dismissed', reason: why };
  },
});

/** Messages and severities for rows inserted in a function that the loop calls. */
const THROUGH: CallRuleMessages = {
  does: ({ effect }) => `adds ${effect.model ?? 'a row'}`,
  recommendation: ({ effect }, over) =>
    `In one batch, in a function that takes the whole list: ${formatBatchInsert(effect.statement, over)}`,
  severity: { request: 'MEDIUM', other: 'MEDIUM' },
  handful: HANDFUL,
};

/** Returns why a call inserts few rows or nobody waits for them; null if they may be many. */
function whyFewRows(found: LoopedCall, audited: AuditedCode): string | null {
  const { file, loop, node, site } = found;
  const used = findUsedCallResult(node, loop);
  if (used !== null) return `the result ${used} is used in the same iteration`;
  if (isSetUp(audited, site.function)) return ONCE;
  // A function that only inserts a row could just as well insert many.
  const isPlain = found.statements === 1 && found.reached.every(({ steps }) => steps.length === 0);
  const from = findListOrigin(
    audited,
    findEnclosingFunction(audited, file, loop.over.range().start.index),
    loop.over,
  );
  // A list that belongs to one row is rarely long: `member.roles`.
  const isOfOne = MEMBERS.has(loop.over.kind());
  return from === 'rows' || from === 'called' || (isPlain && from === 'given' && !isOfOne)
    ? null
    : `nothing indicates that ${boundOf(loop).over} has many elements, and each call inserts a row together with everything that belongs to that row`;
}

function ofStatement(found: LoopedStatement, audited: AuditedCode): Ruling {
  const node = findCallNode(audited, found);
  const loop = node === null ? null : loopAround(node);
  const bound = node === null ? null : loopBound(node);
  if (node === null || loop === null || bound === null) {
    return { outcome: 'dismissed', reason: 'the loop does not iterate over a list' };
  }
  if (bound.most !== null && bound.most <= HANDFUL) {
    return { outcome: 'dismissed', reason: `the loop has at most ${bound.most} iterations` };
  }
  const exemption = justifyLoopedStatement(found, audited, node, loop);
  if (exemption?.type === 'none') return { outcome: 'dismissed', reason: exemption.reason };
  if (isLoaded(found, node, loop, audited)) return { outcome: 'dismissed', reason: LOADED };
  if (isNested(found)) {
    return {
      outcome: 'dismissed',
      reason: 'the call creates related rows, which createMany does not support',
    };
  }
  const hook = findRecordHook(found.statement, audited);
  if (hook !== null) return { outcome: 'dismissed', reason: hook };
  const { call, function: index } = found.site;
  const told = {
    issue: `${formatFunctionName(audited, index)} calls ${call.callee} for each element of ${bound.over}`,
    recommendation: `In one batch: ${formatBatchInsert(found.statement, bound.over)}`,
    effort: 'S' as const,
    evidence: [
      { file: found.file, line: bound.line, text: `the loop iterates over ${bound.over}` },
    ],
  };
  const { by, verb } = found.statement;
  const cascades =
    by === 'session' && verb === 'delete' ? explainOrmCascade(found, loop, audited) : null;
  const note =
    exemption?.note ??
    resultNote(found, node, loop) ??
    describeSkippedSideEffects(found.statement, audited) ??
    cascades;
  if (note !== null) return { outcome: 'dismissed', reason: note };
  return isSetUp(audited, index) && isBatched(found)
    ? { outcome: 'dismissed', reason: ONCE }
    : { outcome: 'confirmed', severity: adjustSeverity('MEDIUM', audited, index), ...told };
}

/** True for setup code, where even HIGH drops to LOW; in administrators' code, to MEDIUM. */
function isSetUp(audited: AuditedCode, index: number): boolean {
  return adjustSeverity('HIGH', audited, index) === 'LOW';
}

/** True for session inserts, which the next flush writes in one batch anyway. */
function isBatched({ statement }: LoopedStatement): boolean {
  return statement.by === 'session' && statement.verb === 'insert';
}

/** `session.add(user)` of a user that the session has loaded. */
function isLoaded(found: LoopedStatement, node: SgNode, loop: Loop, audited: AuditedCode): boolean {
  const { statement, site } = found;
  if (statement.by !== 'session' || statement.verb !== 'insert') return false;
  const added = /^\(\s*(\w+)\s*,?\s*\)$/u.exec(site.raw.argumentText)?.[1];
  if (added === undefined) return false;
  const isOfList = loop.names.includes(added) && iteratesLoadedRows(found, loop, audited);
  return isOfList || isLoadedRow(added, node, loop);
}

/** True if the session only receives the loaded row that each iteration passes. */
function ofLoadedRow(found: LoopedCall, audited: AuditedCode): boolean {
  if (!iteratesLoadedRows(found, found.loop, audited)) return false;
  return found.reached.every(({ effect }) => {
    const { site, statement } = effect;
    const added = /^\(\s*(\w+)\s*,?\s*\)$/u.exec(site.raw.argumentText)?.[1];
    const { parameters } = audited.code.rawOf(site.function);
    return statement.by === 'session' && added !== undefined && parameters.includes(added);
  });
}

function isNested({ statement, site }: LoopedStatement): boolean {
  return (
    statement.dialect === 'prisma' &&
    /\b(?:create|connect|connectOrCreate|createMany)\s*:/u.test(site.raw.argumentText)
  );
}

/** Returns why the result of the insert is needed within the same iteration; null: it is not. */
function resultNote({ site, statement }: LoopedStatement, node: SgNode, loop: Loop): string | null {
  const after = loop.body.text().slice(node.range().end.index - loop.body.range().start.index);
  if (statement.by === 'session') {
    const added = /^\(\s*(\w+)\s*\)$/u.exec(site.raw.argumentText)?.[1];
    const isFlushed = /\.(?:flush|commit|refresh)\(/u.test(after);
    const isUsed = added !== undefined && new RegExp(`\\b${added}\\.(?:id|pk)\\b`, 'u').test(after);
    return isFlushed && isUsed ? `the key of ${added} is used in the same iteration` : null;
  }
  const used = findUsedCallResult(node, loop);
  return used === null ? null : `the result ${used} is used in the same iteration`;
}
