import { firstChangedLine } from '../read/branch-diff.ts';
import { completedCheck, notAutomatedCheck, type ReviewCheck } from './review-check.ts';

/** Files that the branch changes and the plan does not name. */
export const UNPLANNED_FILES: ReviewCheck = {
  id: 'unplanned-files',
  dimension: 'regression_risk',
  run: ({ files }, { targetFiles }) => {
    if (targetFiles === null) return notAutomatedCheck('there is no plan that lists target files');
    const planned = new Set(targetFiles);
    return completedCheck(
      files
        .filter(({ path }) => !planned.has(path))
        .map((file) => ({
          file: file.path,
          line: firstChangedLine(file),
          message: `the branch changes ${file.path}, which is not a target file`,
          fix: 'revert the change, or add the file to the plan',
        })),
    );
  },
};
