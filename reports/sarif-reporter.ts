import { UserError } from '../harness/model/user-error.ts';
import { hasView, type Reporter } from './reporter.ts';
import { buildSarifLog } from './sarif/build-sarif-log.ts';
import { createView } from './views/create-document-view.ts';

/** For code scanning and editors: SARIF 2.1.0, results at lines. @throws UserError: no code. */
export const sarifReporter: Reporter = {
  id: 'sarif',
  render: (shown, options) => {
    const { key, title, scan } = createView(shown, options);
    if (scan !== undefined) {
      return `${JSON.stringify(buildSarifLog(key, scan, options.place ?? null), null, 2)}\n`;
    }
    throw new UserError({
      code: 'no-sarif',
      message: `SARIF reports findings tied to lines of code, but ${hasView(shown) ? title : shown.schema} contains none.`,
      remedy: 'Use SARIF with a command that analyses code, or use --reporter json.',
    });
  },
};
