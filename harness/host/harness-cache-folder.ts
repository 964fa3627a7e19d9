import { isAbsolute, join, resolve } from 'node:path';

export interface CacheFolderInputs {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly temporaryFolder: string;
}

/**
 * Outside projects: inside, Node.js would find a project's packages and settings further up. Not in
 * a `.cache` folder either: copies of projects lie here, and test runners that leave out folders of
 * that name wherever they are (vitest before 4) find no tests in such a copy.
 */
export function resolveCacheFolder({ env, temporaryFolder }: CacheFolderInputs): string {
  const { PERF_HARNESS_CACHE: own, XDG_DATA_HOME: shared, LOCALAPPDATA: local, HOME: home } = env;
  if (own !== undefined && own !== '') return resolve(own);
  // A relative path must be ignored (XDG Base Directory Specification).
  if (shared !== undefined && isAbsolute(shared)) return join(shared, 'perf-harness');
  // Windows folder for local data of a user; no other system sets the variable.
  if (local !== undefined && isAbsolute(local)) return join(local, 'perf-harness', 'cache');
  return join(home || temporaryFolder, '.local', 'share', 'perf-harness');
}
