import { languageIn, loopAround, loopBound } from '../../../../analysis/index.ts';
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
import { findQueryKey } from '../queries/find-query-key-column-varying-per-iteration.ts';
import {
  findLoopedStatements,
  type LoopedStatement,
} from '../statements/find-write-statements-in-loops.ts';
import {
  explainDifferentStatements,
  explainNecessaryWrite,
} from '../statements/justify-write-statement-in-loop.ts';
import { describeSkippedSideEffects } from '../statements/orm-hooks-skipped-by-batch.ts';
import { formatBatchStatement } from '../statements/suggest-batch-statement.ts';

/** Number of elements up to which the severity is lower (Q651-12). */
const FEW = 10;

/** Q651-10 to Q651-14: one statement for each element. */
export const N_UPDATE_DELETE_LOOP = defineRule<LoopedStatement | LoopedCall>({
  id: 'n-update-delete-loop',
  check: 'n_update_delete_loop',
  principle: 'Query Efficiency / One statement per element',
  sources: [
    {
      name: 'SQLAlchemy 2.0: UPDATE and DELETE with arbitrary WHERE clause',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria',
      retrieved: '2026-11-26',
    },
    {
      name: 'Django: database access optimization, use bulk methods',
      url: 'https://docs.djangoproject.com/en/stable/topics/db/optimization/#use-bulk-methods',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: function* (audited) {
    yield* findLoopedStatements(audited, 'each');
    yield* findLoopedWriteCalls(audited, ['update', 'delete']);
  },
  verify: (found, audited) =>
    'reached' in found
      ? judgeLoopedCall(found, audited, CALL_MESSAGES)
      : judgeStatement(found, audited),
});

/** Messages for rows changed in a function that the loop calls. */
const CALL_MESSAGES: CallRuleMessages = {
  does: ({ kind, model }) => `${kind === 'delete' ? 'deletes' : 'updates'} ${model ?? 'a row'}`,
  recommendation: ({ statement }, over) =>
    `One statement for all elements, in a function that takes the whole list: ${formatBatchStatement(statement, over)}`,
  handful: 1,
};

function judgeStatement(found: LoopedStatement, audited: AuditedCode): Ruling {
  const { file, site, statement } = found;
  const node = findCallNode(audited, found);
  const loop = node === null ? null : loopAround(node);
  const bound = node === null ? null : loopBound(node);
  if (node === null || loop === null || bound === null) {
    return { outcome: 'dismissed', reason: 'the loop does not iterate over a list' };
  }
  const { most, over, line } = bound;
  if (most !== null && most < 2) {
    return { outcome: 'dismissed', reason: 'the loop runs at most once' };
  }
  const reason =
    explainDifferentStatements(found, statement, node, loop) ??
    explainNecessaryWrite(audited, site, statement.verb, node, loop) ??
    describeSkippedSideEffects(statement, audited);
  if (reason !== null) return { outcome: 'dismissed', reason };
  const index = site.function;
  const iterations = most === null ? 'many (assumed: more than 10)' : `at most ${most}`;
  // Nobody waits for a background job, so a possibly long list is not severe by itself.
  const isMild = most === null ? audited.reachedBy(index) === 'background' : most <= FEW;
  const column = findQueryKey(node, loop, languageIn(file));
  return {
    outcome: 'confirmed',
    severity: adjustSeverity(isMild ? 'MEDIUM' : 'HIGH', audited, index),
    issue: `${formatFunctionName(audited, index)} calls ${site.call.callee} for each element of ${over}: ${iterations} statements instead of one`,
    recommendation: `One statement for all elements: ${formatBatchStatement(statement, over, column)}`,
    effort: 'M',
    evidence: [{ file, line, text: `the loop iterates over ${over}` }],
  };
}
