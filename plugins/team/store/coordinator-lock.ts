import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, type Host, storage, UserError } from 'perf-harness/plugin';
import type { SessionPaths } from '../session/session-artifact-paths.ts';

/** Longest wait of a writer for its turn; a write takes milliseconds. */
const MOST_WAIT_MS = 10_000;

/** Interval between attempts to acquire the lock, milliseconds. */
const LOOK_MS = 3;

/** Returns the name of a session folder's lock, released when its process dies, even by kill -9. */
function nameOf(folder: string, of: string): string {
  return `team-${of}-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
}

/** Runs `write` while no other process writes to the same place. */
export async function withWriteLock<T>(folder: string, place: string, write: () => T): Promise<T> {
  const name = nameOf(`${folder}\0${place}`, 'write');
  const deadline = Date.now() + MOST_WAIT_MS;
  let release = await storage.acquireNameLock(name);
  while (release === null) {
    if (Date.now() > deadline) {
      throw new UserError({
        code: 'team-busy',
        message: `Another process has been writing to ${place} in ${folder} for ${MOST_WAIT_MS / 1000} s.`,
        remedy: 'Stop that process, then continue with `perf-harness team resume`.',
        exitCode: EXIT.blocked,
      });
    }
    await sleep(LOOK_MS);
    release = await storage.acquireNameLock(name);
  }
  try {
    return write();
  } finally {
    release();
  }
}

/** Makes this process the coordinator of a session; null if another process is. */
export async function tryBecomeCoordinator(
  { files, clock, system }: Host,
  paths: SessionPaths,
): Promise<(() => void) | null> {
  const release = await storage.acquireNameLock(nameOf(paths.folder, 'coordinator'));
  if (release === null) return null;
  files.writeAtomic(paths.holder, `process ${system.pid}, since ${clock.now().toISOString()}\n`);
  return () => {
    files.remove(paths.holder);
    release();
  };
}

/**
 * True if a process coordinates the session now. Without a record of a holder the lock is not
 * tested: a test acquires it for a moment, which would block a coordinator that begins just then.
 */
export async function hasCoordinator(
  { files }: Pick<Host, 'files'>,
  paths: SessionPaths,
): Promise<boolean> {
  if (files.read(paths.holder) === null) return false;
  const release = await storage.acquireNameLock(nameOf(paths.folder, 'coordinator'));
  release?.();
  return release === null;
}

/** Makes this process a session's coordinator. @throws UserError (blocked) if another is. */
export async function becomeCoordinator(host: Host, paths: SessionPaths): Promise<() => void> {
  const release = await tryBecomeCoordinator(host, paths);
  if (release !== null) return release;
  const who = host.files.read(paths.holder)?.trim() ?? 'the coordinator has just started';
  throw new UserError({
    code: 'team-running',
    message: `Another coordinator is working on the session ${paths.folder}: ${who}.`,
    remedy: 'Wait until the other coordinator has finished, or stop it.',
    exitCode: EXIT.blocked,
  });
}
