import { findCompiler, runCompiler } from '../../../optimize/index.ts';
import {
  type CompilerError,
  findNewTypeErrors,
  parseTypeErrors,
} from '../../base-comparison/find-new-type-errors.ts';
import type { BranchSide } from '../read/branch-diff.ts';
import { completedCheck, notAutomatedCheck, type ReviewCheck } from './review-check.ts';

/** The project's own compiler: errors that the base does not have. */
export const CHANGED_TYPES: ReviewCheck = {
  id: 'types',
  dimension: 'correctness',
  run: async (branch, { root: original }) => {
    const { host, root } = branch.worktree;
    const errors = (side: BranchSide): Promise<readonly CompilerError[] | string> =>
      branch.at(side, async () => {
        const found = findCompiler(host, root, original);
        if ('reason' in found) return found.reason;
        const output = await runCompiler(branch.worktree, found.compiler);
        const listed = parseTypeErrors(output ?? '');
        if (output === null || listed.length > 0) return listed;
        return `the compiler failed: ${output.split('\n')[0] ?? ''}`;
      });
    const after = await errors('head');
    if (typeof after === 'string') return notAutomatedCheck(after);
    if (after.length === 0) return completedCheck([]);
    const before = await errors('base');
    if (typeof before === 'string') return notAutomatedCheck(`on the base, ${before}`);
    return completedCheck(
      findNewTypeErrors(before, after).map(({ file, line, code, message }) => ({
        file,
        line,
        message: `${code}: ${message.replace(/\.$/u, '')}`,
        fix: 'fix the type error; the base compiles without it',
      })),
    );
  },
};
