import type { SgNode } from '@ast-grep/napi';
import type { Loop } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { defineRule } from '../../rule.ts';
import { readAssignedName } from './reads/entity-loading-query.ts';
import { findLoopedStatements } from './statements/looped-statements.ts';
import { judgeRepeatedStatement } from './statements/repeated-statement.ts';
import { formatBatchInsert } from './statements/write-statement.ts';

/** A literal list as short as this is written out for its readers, not for its length. */
const HANDFUL = 10;

/** Q651-21 to Q651-23: rows added or deleted one by one. */
export const MISSING_BULK_OPS = defineRule({
  id: 'missing-bulk-ops',
  principle: 'Query Efficiency / Rows added or deleted one by one',
  sources: {
    'SQLAlchemy 2.0: ORM bulk INSERT statements':
      'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-bulk-insert-statements',
    'Prisma: create multiple records':
      'https://www.prisma.io/docs/orm/prisma-client/queries/crud#create-multiple-records',
  },
  match: (audited) => findLoopedStatements(audited, 'bulk'),
  verify: (found, audited) => {
    const { node, loop, site, statement } = found;
    const used = loop === null ? null : findUsedResult(node, loop);
    if (used !== null) return `the result ${used} is used in the same iteration`;
    return judgeRepeatedStatement(found, audited, HANDFUL, (_, over) => ({
      severity: 'MEDIUM',
      issue: `${formatFunctionName(audited, site.function)} calls ${site.call.callee} for each element of ${over}`,
      recommendation: `In one batch: ${formatBatchInsert(statement)}`,
      effort: 'S',
    }));
  },
});

/** Returns the variable with a call's result that is used later in the iteration, or null. */
function findUsedResult(node: SgNode, { body }: Loop): string | null {
  const parent = node.parent();
  const isAwaited = /^await/u.test(String(parent?.kind()));
  const name = readAssignedName(isAwaited && parent !== null ? parent : node);
  const after = body.text().slice(node.range().end.index - body.range().start.index);
  return name !== null && new RegExp(`\\b${name}\\b`, 'u').test(after) ? name : null;
}
