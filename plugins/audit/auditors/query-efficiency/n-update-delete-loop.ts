import { languageIn } from '../../../analysis/index.ts';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { defineRule } from '../../rule.ts';
import { findLoopedStatements } from './statements/looped-statements.ts';
import { findVaryingColumn, judgeRepeatedStatement } from './statements/repeated-statement.ts';
import { formatBatchStatement } from './statements/write-statement.ts';

/** Number of elements up to which the severity is lower (Q651-12). */
const FEW_ELEMENTS = 10;

/** Q651-10 to Q651-14: one statement for each element. */
export const N_UPDATE_DELETE_LOOP = defineRule({
  id: 'n-update-delete-loop',
  principle: 'Query Efficiency / One statement per element',
  sources: {
    'SQLAlchemy 2.0: UPDATE and DELETE with arbitrary WHERE clause':
      'https://docs.sqlalchemy.org/en/20/orm/queryguide/dml.html#orm-update-and-delete-with-custom-where-criteria',
    'Django: database access optimization, use bulk methods':
      'https://docs.djangoproject.com/en/stable/topics/db/optimization/#use-bulk-methods',
  },
  match: (audited) => findLoopedStatements(audited, 'each'),
  verify: (found, audited) =>
    judgeRepeatedStatement(found, audited, 1, (loop, over, most) => {
      const { site, file, node, statement } = found;
      const index = site.function;
      const iterations = most === null ? 'many (assumed: more than 10)' : `at most ${most}`;
      // Nobody waits for a background job, so a possibly long list is not severe by itself.
      const isMild =
        most === null ? audited.reachedBy(index) === 'background' : most <= FEW_ELEMENTS;
      const column = findVaryingColumn(node, loop, languageIn(file));
      return {
        severity: isMild ? 'MEDIUM' : 'HIGH',
        issue: `${formatFunctionName(audited, index)} calls ${site.call.callee} for each element of ${over}: ${iterations} statements instead of one`,
        recommendation: `One statement for all elements: ${formatBatchStatement(statement, over, column)}`,
        effort: 'M',
      };
    }),
});
