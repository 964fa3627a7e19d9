import { UserError } from '../harness/model/user-error.ts';
import type { RenderOptions, Reporter } from './reporter.ts';
import { sarifLog } from './sarif/log.ts';
import type { View } from './view.ts';
import { hasView, viewOf } from './views/view-of.ts';

/** For code scanning and editors: SARIF 2.1.0, each result at its line. */
export const sarifReporter: Reporter = {
  id: 'sarif',
  render: (document, options) => {
    if (!hasView(document)) throw withoutScan(document.schema);
    return sarifText(viewOf(document), document.schema, options);
  },
  view: {
    render: ({ view }, options) => sarifText(view, view.title, options),
  },
};

/** @throws UserError for a document without results at lines of code. */
function sarifText({ key, scan }: View, subject: string, { place }: RenderOptions): string {
  if (scan === undefined) throw withoutScan(subject);
  return `${JSON.stringify(sarifLog(key, scan, place ?? null), null, 2)}\n`;
}

function withoutScan(subject: string): UserError {
  return new UserError({
    code: 'no-sarif',
    message: `SARIF is for findings at lines of code, which ${subject} has none of.`,
    remedy: 'Ask perf-harness audit for it, or take --reporter json.',
  });
}
