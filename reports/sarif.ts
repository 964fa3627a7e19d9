import type { Reporter } from '../harness/model/documents/reporter.ts';
import { UserError } from '../harness/model/user-error.ts';
import { sarifLog } from './sarif/log.ts';
import { isViewed, viewOf } from './views/view-of.ts';

/** For code scanning and editors: SARIF 2.1.0, each result at its line. */
export const sarifReporter: Reporter = {
  id: 'sarif',
  render: (document, { place = null }) => {
    const { key = '', scan } = isViewed(document) ? viewOf(document) : {};
    if (scan === undefined) {
      throw new UserError({
        code: 'no-sarif',
        message: `SARIF is for findings at lines of code, which ${document.schema} has none of.`,
        remedy: 'Ask perf-harness audit for it, or take --reporter json.',
      });
    }
    return `${JSON.stringify(sarifLog(key, scan, place), null, 2)}\n`;
  },
};
