import { createHash } from 'node:crypto';
import { EXIT, type Host, storage, UserError } from 'perf-harness/plugin';

/**
 * Locks a repository for one loop; the lock is released when the process ends, even by kill -9.
 * @param path - File that names the lock's owner; only the owner writes it.
 * @returns Functions that write this file and release the lock.
 * @throws UserError (blocked) where another loop works on the repository.
 */
export async function acquireRunLock(
  { files, clock, system }: Host,
  root: string,
  path: string,
  target: string,
): Promise<{ readonly announce: () => void; readonly release: () => void }> {
  const name = `optimize-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  const release = await storage.acquireNameLock(name);
  if (release === null) {
    const who = files.read(path)?.trim() ?? 'it has just started';
    throw new UserError({
      code: 'loop-running',
      message: `Another loop is running on this repository: ${who}.`,
      remedy: 'Wait until that loop ends, or stop it.',
      exitCode: EXIT.blocked,
    });
  }
  const since = clock.now().toISOString();
  return {
    announce: () =>
      files.writeAtomic(path, `process ${system.pid} optimizes ${target}, since ${since}\n`),
    release: () => {
      files.remove(path);
      release();
    },
  };
}
