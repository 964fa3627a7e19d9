/**
 * Stores what vitest's JSON omits: errors outside any test (an unhandled rejection, a worker that
 * exited). They fail a run whose tests have all passed, and their reason would be lost in the
 * middle of a long log.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter } from 'vitest/node';

export class StrayErrorsReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (_modules, errors, reason) => {
    const stray = errors.map(({ name, message, stack, type, VITEST_TEST_PATH: path }) => ({
      name,
      message,
      stack,
      type,
      path,
    }));
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify({ reason, stray }, null, 2)}\n`);
  };
}
