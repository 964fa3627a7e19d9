import { loopAround, loopBound } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import {
  type CallRuleMessages,
  judgeLoopedCall,
} from '../interprocedural/judge-call-in-loop-that-reaches-database.ts';
import {
  findLoopedWriteCalls,
  type LoopedCall,
} from '../interprocedural/looped-calls-reaching-database.ts';
import {
  findLoopedStatements,
  type LoopedStatement,
} from '../statements/find-write-statements-in-loops.ts';
import {
  explainDifferentStatements,
  explainNecessaryWrite,
} from '../statements/justify-write-statement-in-loop.ts';
import { describeSkippedSideEffects } from '../statements/orm-hooks-skipped-by-batch.ts';
import { formatBatchInsert } from '../statements/suggest-batch-statement.ts';
import {
  explainOrmCascade,
  explainSessionAdd,
  findUsedCallResult,
  iteratesLoadedRows,
  LOADED,
} from './rows-of-session-and-used-results.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;
const ONCE = 'the code runs once, manually or during setup, so nothing waits for it';

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
    const reason =
      'reached' in found ? explainInsertingCall(found, audited) : explainStatement(found, audited);
    if (reason !== null) return { outcome: 'dismissed', reason };
    return 'reached' in found
      ? judgeLoopedCall(found, audited, CALL_MESSAGES)
      : judgeStatement(found, audited);
  },
});

/** Messages for rows inserted in a function that the loop calls. */
const CALL_MESSAGES: CallRuleMessages = {
  does: ({ model }) => `adds ${model ?? 'a row'}`,
  recommendation: ({ statement }) =>
    `In one batch, in a function that takes the whole list: ${formatBatchInsert(statement)}`,
  handful: HANDFUL,
};

/** Returns why a call inserts few rows or nobody waits for them; null if they may be many. */
function explainInsertingCall(found: LoopedCall, audited: AuditedCode): string | null {
  const { site, loop, node, reached } = found;
  if (iteratesLoadedRows(audited, site, loop)) {
    if (reached.every(({ effect }) => effect.statement.by === 'session')) return LOADED;
  }
  const used = findUsedCallResult(node, loop);
  if (used !== null) return `the result ${used} is used in the same iteration`;
  if (isSetUp(audited, site.function)) return ONCE;
  // A function that only inserts a row could just as well insert many.
  return found.statements === 1 && reached.every(({ steps }) => steps.length === 0)
    ? null
    : 'each call inserts a row together with everything that belongs to that row';
}

/** Returns why a statement cannot be combined with those of other iterations; null: it can. */
function explainStatement(found: LoopedStatement, audited: AuditedCode): string | null {
  const { site, statement } = found;
  const node = findCallNode(audited, found);
  const loop = node === null ? null : loopAround(node);
  const bound = node === null ? null : loopBound(node);
  if (node === null || loop === null || bound === null) {
    return 'the loop does not iterate over a list';
  }
  if (bound.most !== null && bound.most <= HANDFUL) {
    return `the loop has at most ${bound.most} iterations`;
  }
  const { by, verb } = statement;
  const reason =
    explainDifferentStatements(found, statement, node, loop) ??
    explainNecessaryWrite(audited, site, verb, node, loop) ??
    describeSkippedSideEffects(statement, audited);
  if (reason !== null) return reason;
  if (/\b(?:create|connect|connectOrCreate)\s*:/u.test(site.raw.argumentText)) {
    return 'the call creates related rows, which createMany does not support';
  }
  if (by !== 'session') {
    const used = findUsedCallResult(node, loop);
    return used === null ? null : `the result ${used} is used in the same iteration`;
  }
  if (verb === 'delete') return explainOrmCascade(audited, site, loop);
  // The next flush of a session writes its inserts in one batch anyway.
  return (
    explainSessionAdd(audited, site, node, loop) ?? (isSetUp(audited, site.function) ? ONCE : null)
  );
}

function judgeStatement({ file, site, statement }: LoopedStatement, audited: AuditedCode): Ruling {
  const node = findCallNode(audited, { file, site });
  const { over = '', line = 1 } = (node === null ? null : loopBound(node)) ?? {};
  return {
    outcome: 'confirmed',
    severity: adjustSeverity('MEDIUM', audited, site.function),
    issue: `${formatFunctionName(audited, site.function)} calls ${site.call.callee} for each element of ${over}`,
    recommendation: `In one batch: ${formatBatchInsert(statement)}`,
    effort: 'S',
    evidence: [{ file, line, text: `the loop iterates over ${over}` }],
  };
}

/** True for setup code, where even HIGH drops to LOW; in administrators' code, to MEDIUM. */
function isSetUp(audited: AuditedCode, index: number): boolean {
  return adjustSeverity('HIGH', audited, index) === 'LOW';
}
