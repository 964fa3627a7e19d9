import { languageIn, loopAround, loopBound } from '../../../../analysis/index.ts';
import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { findRecordBatchEquivalent } from '../interprocedural/find-batch-version-of-function.ts';
import {
  type CallRuleMessages,
  judgeLoopedCall,
} from '../interprocedural/judge-call-in-loop-that-reaches-database.ts';
import type { LoopedCall } from '../interprocedural/looped-calls-reaching-database.ts';
import { findLoopedWriteCalls } from '../interprocedural/looped-calls-reaching-writes.ts';
import { capSeverityByOtherWork, isUnboundedLoop } from '../loops/cap-loop-severity.ts';
import { countKnownIterations } from '../loops/loops-with-few-iterations.ts';
import { findQueryKey } from '../queries/find-query-key-column-varying-per-iteration.ts';
import {
  findLoopedStatements,
  type LoopedStatement,
} from '../statements/find-write-statements-in-loops.ts';
import { hasPerRowValues } from '../statements/has-different-values-per-row.ts';
import {
  findBuilderChain,
  justifyLoopedStatement,
} from '../statements/justify-write-statement-in-loop.ts';
import {
  describeSkippedSideEffects,
  findRecordHook,
} from '../statements/orm-hooks-skipped-by-batch.ts';
import { formatBatchStatement } from '../statements/suggest-batch-statement.ts';

/** Number of elements up to which the severity is lower (Q651-12). */
const FEW = 10;
/** Dialects whose recommended statement sets one value for all rows. */
const PLAIN: ReadonlySet<string> = new Set([
  'sqlalchemy',
  'drizzle',
  'kysely',
  'knex',
  'repository',
]);
const OWN = ', with a list of parameters or joined VALUES, because the values differ';

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
    'reached' in found ? judgeLoopedCall(found, audited, THROUGH) : ofStatement(found, audited),
});

/** Messages and severities for rows changed in a function that the loop calls. */
const THROUGH: CallRuleMessages = {
  does: ({ effect }) =>
    `${effect.kind === 'delete' ? 'deletes' : 'updates'} ${effect.model ?? 'a row'}`,
  recommendation: ({ effect }, over) =>
    `One statement for all elements, in a function that takes the whole list: ${formatBatchStatement(effect.statement, over)}`,
  severity: { request: 'HIGH', other: 'MEDIUM' },
  handful: 1,
  byList: true,
};

/** Recommendation for upserts, since Prisma has no batch insert that also updates existing rows. */
const UPSERTS =
  'createMany({ data: rows, skipDuplicates: true }) and one findMany if nothing is updated, or one INSERT … ON CONFLICT DO UPDATE';

function isUpsert(callee: string): boolean {
  return /\.upsert$/u.test(callee);
}

function ofStatement(found: LoopedStatement, audited: AuditedCode): Ruling {
  const node = findCallNode(audited, found);
  const loop = node === null ? null : loopAround(node);
  const bound = node === null ? null : loopBound(node);
  if (node === null || loop === null || bound === null) {
    return { outcome: 'dismissed', reason: 'the loop does not iterate over a list' };
  }
  if (bound.most !== null && bound.most < 2) {
    return { outcome: 'dismissed', reason: 'the loop runs at most once' };
  }
  const exemption = justifyLoopedStatement(found, audited, node, loop);
  if (exemption?.type === 'none') return { outcome: 'dismissed', reason: exemption.reason };
  const hook = findRecordHook(found.statement, audited);
  if (hook !== null) return { outcome: 'dismissed', reason: hook };
  const { call, function: index } = found.site;
  const most = bound.most ?? countKnownIterations(audited, found.file, loop);
  const turns = most === null ? 'many (assumed: more than 10)' : `at most ${most}`;
  const { by, verb, model } = found.statement;
  const isOfModel = by === 'record' && model !== null;
  const twin = isOfModel ? findRecordBatchEquivalent(audited, verb, model, index) : null;
  // One plain statement is not enough: values that differ have to be joined or passed as a list.
  const isOwn = hasPerRowValues(node, loop, found.statement, languageIn(found.file));
  const ownValuesNote = isOwn && PLAIN.has(found.statement.dialect) ? OWN : '';
  const told = {
    issue: `${formatFunctionName(audited, index)} calls ${call.callee} for each element of ${bound.over}: ${turns} statements instead of one`,
    recommendation:
      twin === null
        ? `One statement for all elements: ${isUpsert(call.callee) ? UPSERTS : formatBatchStatement(found.statement, bound.over, findQueryKey(findBuilderChain(node), loop, languageIn(found.file)))}${ownValuesNote}`
        : `Call ${formatFunctionName(audited, twin)}, which takes a list, once with all elements of ${bound.over}`,
    effort: 'M' as const,
    evidence: [
      { file: found.file, line: bound.line, text: `the loop iterates over ${bound.over}` },
    ],
  };
  // The project's own batch equivalent preserves what hooks and signals do.
  const note =
    exemption?.note ??
    (twin === null ? describeSkippedSideEffects(found.statement, audited) : null);
  if (note !== null) return { outcome: 'dismissed', reason: note };
  const isFew = most !== null && most <= FEW;
  // Nobody waits for a background job, so a possibly long list is not severe by itself.
  const isOfJob = most === null && audited.reachedBy(index) === 'background';
  // Rows related to one row are rarely many.
  const isRelated = found.statement.related !== undefined;
  const isMild =
    isFew || isOwn || isOfJob || isRelated || !isUnboundedLoop(audited, found.file, loop);
  const own = adjustSeverity(isMild ? 'MEDIUM' : 'HIGH', audited, index);
  const weight = capSeverityByOtherWork(own, audited, { ...found, node, loop });
  if (isFew && weight === 'LOW') {
    return {
      outcome: 'dismissed',
      reason: `the loop has at most ${most} iterations, and nothing waits for it`,
    };
  }
  return { outcome: 'confirmed', severity: weight, ...told };
}
