import type { Reporter } from '../harness/model/reporter.ts';

/** The document itself: the contract that programs read. */
export const jsonReporter: Reporter = {
  id: 'json',
  render: (document) => `${JSON.stringify(document, null, 2)}\n`,
};
