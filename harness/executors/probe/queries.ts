import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { NO_NODE_PROCESS, type ProcessCount, withPreload } from './process-count.ts';

/** Where the preload finds the file that it counts into. */
const VARIABLE = 'PERF_HARNESS_QUERIES';
/** What the preload writes in place of a library, where it can watch none. */
const NO_HOOKS = '(no hooks)';

const KNOWN = 'pg, mysql2, better-sqlite3 and node:sqlite';

/**
 * Prepares to count the database queries of a program: each Node.js process loads a preload. There is
 * no count as long as no library is loaded that it knows: 0 would say that there was no query.
 * @param folder - One that exists until the last `read`; the count lies in it.
 * @param nodeOptions - `NODE_OPTIONS` as the program would have had it.
 */
export function countQueries(
  files: Pick<Files, 'read'>,
  folder: string,
  nodeOptions: string | undefined,
): ProcessCount {
  const file = join(folder, 'queries');
  const libraries = (): readonly string[] =>
    (files.read(`${file}-libraries`) ?? '').split('\n').filter((name) => name !== '');
  return {
    env: { [VARIABLE]: file, NODE_OPTIONS: withPreload(nodeOptions, 'queries-preload') },
    read: () => {
      const isKnown = libraries().some((name) => name !== NO_HOOKS);
      return isKnown ? (files.read(file)?.length ?? null) : null;
    },
    missing: () => {
      if (files.read(file) === null) return NO_NODE_PROCESS;
      return libraries().includes(NO_HOOKS)
        ? 'the Node.js of the program is older than 22.15 and does not tell which libraries it loads'
        : `no known database library was loaded: ${KNOWN} are counted, others and what is bundled into the program are not`;
    },
  };
}
