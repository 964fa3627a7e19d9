import { AUDIT_SCHEMA } from '../harness/model/documents/audit-document.ts';
import { UserError } from '../harness/model/user-error.ts';
import type { Reporter } from './reporter.ts';
import { auditLog } from './sarif/audit-log.ts';

/** For code scanning and editors: SARIF 2.1.0, each finding at its line. Only audits have lines. */
export const sarifReporter: Reporter = {
  id: 'sarif',
  render: (document, { place = null }) => {
    if (document.schema !== AUDIT_SCHEMA) {
      throw new UserError({
        code: 'no-sarif',
        message: `SARIF is for findings at lines of code, which ${document.schema} has none of.`,
        remedy: 'Ask perf-harness audit for it, or take --reporter json.',
      });
    }
    return `${JSON.stringify(auditLog(document, place), null, 2)}\n`;
  },
};
