import { delimiter, resolve } from 'node:path';
import type { ProgramStarter } from './platform.ts';

/** Search path where there is no PATH, as in execvp(3). */
const DEFAULT_PATH = '/bin:/usr/bin';

/** As execvp(3) finds programs, and the kernel starts them. */
export const POSIX_PROGRAM_STARTER: ProgramStarter = {
  variables: (env) => env,
  candidates: (name, cwd, env) => {
    if (name.includes('/')) return [resolve(cwd, name)];
    // An empty entry of PATH is the current folder.
    const folders = (env.PATH ?? DEFAULT_PATH).split(delimiter);
    return folders.map((folder) => resolve(cwd, folder, name));
  },
  fileName: (name) => name,
  shell: (text) => ['/bin/sh', '-c', text],
  toStart: (file, args) => ({ file, args, isVerbatim: false }),
};
