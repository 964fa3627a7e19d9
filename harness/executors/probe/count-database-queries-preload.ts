/**
 * Loaded into every Node.js process and worker thread of a measured program when its database
 * queries are counted. It watches loaded modules, and adds counters to supported libraries; see
 * database-query-libraries.ts. The program continues normally after any error in here.
 */
import { appendFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { ignoreErrors } from '../../probe/ignore-errors.ts';
import { countLibraryQueries } from './database-query-libraries.ts';
import { openEventCountFile } from './event-counter-file-writer.ts';

/** Noted in place of a library if this Node.js, older than 22.15, cannot watch loaded modules. */
const NO_HOOKS = '(no hooks)';

const path = process.env.PERF_HARNESS_QUERIES;
if (path !== undefined && path !== '') {
  try {
    watch(path, openEventCountFile(path));
  } catch {
    // The program changed to another user or root directory: it is not counted, but must not fail.
  }
}

function watch(file: string, count: () => void): void {
  const noted = new Set<string>();
  const note = (name: string): void => {
    if (noted.has(name)) return;
    noted.add(name);
    ignoreErrors(() => appendFileSync(`${file}-libraries`, `${name}\n`));
  };
  if (typeof nodeModule.registerHooks !== 'function') note(NO_HOOKS);
  else countLibraryQueries('perf-harness.count-queries', count, note);
}
