import type { SgNode } from '@ast-grep/napi';
import { kindOf, operatorOf } from '../../../analysis/index.ts';
import type { BranchFile } from '../read/branch-diff.ts';
import {
  type NamedFunction,
  ownNodes,
  readFunctionsOnSides,
} from '../read/parse-functions-before-and-after-change.ts';
import { type CheckFinding, completedCheck, type ReviewCheck } from './review-check.ts';

/** Limit that McCabe proposes for a function (A Complexity Measure, 1976, section IV). */
const MOST_PATHS = 10;
/** Limit that has worked in practice in justified cases (NIST SP 500-235, 1996, section 2.5). */
const MOST_WITH_REASON = 15;
/** Growth from which the branch is responsible for it: half of the limit of a whole function. */
const MUCH_GROWTH = 5;

/** Functions that the branch makes hard to follow, by the number of ways through them. */
export const COMPLEXITY: ReviewCheck = {
  id: 'complexity',
  dimension: 'maintainability',
  run: ({ files }) => completedCheck(files.flatMap(grownIn)),
};

function grownIn(file: BranchFile): readonly CheckFinding[] {
  const { before, after } = readFunctionsOnSides(file);
  return after.flatMap((namedFunction): readonly CheckFinding[] => {
    const old = before.get(namedFunction.name);
    const [from, to] = [old === undefined ? 0 : complexityOf(old), complexityOf(namedFunction)];
    if (to <= MOST_PATHS || to <= from) return [];
    const isMuch = to > MOST_WITH_REASON && to - from >= MUCH_GROWTH;
    return [
      {
        file: file.path,
        line: namedFunction.line,
        ...(isMuch ? {} : { severity: 'Medium' as const }),
        message: `${namedFunction.name} has a cyclomatic complexity of ${to}, ${old === undefined ? 'in a new function' : `up from ${from}`}`,
        fix: 'extract parts of the function into separate functions',
      },
    ];
  });
}

const BRANCHING = [
  'if_statement',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'switch_case',
  'catch_clause',
  'ternary_expression',
  'binary_expression',
];

/** Computes the cyclomatic complexity: one, plus one for each branching point. */
function complexityOf(namedFunction: NamedFunction): number {
  return 1 + ownNodes(namedFunction, ...BRANCHING).filter(parts).length;
}

function parts(node: SgNode): boolean {
  return kindOf(node) !== 'binary_expression' || /^(?:&&|\|\||\?\?)$/u.test(operatorOf(node));
}
