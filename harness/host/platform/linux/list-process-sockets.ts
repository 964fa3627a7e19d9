import { readdirSync, readlinkSync } from 'node:fs';

/** Lists sockets among the open file descriptors, by inode; null if they may not be read. */
export function listOpenSockets(pid: number): readonly string[] | null {
  const folder = `/proc/${pid}/fd`;
  return (
    attempt(() => readdirSync(folder))?.flatMap((name) => inodeOf(`${folder}/${name}`)) ?? null
  );
}

function inodeOf(descriptor: string): readonly string[] {
  const target = attempt(() => readlinkSync(descriptor)) ?? '';
  const inode = /^socket:\[(\d+)\]$/u.exec(target)?.[1];
  return inode === undefined ? [] : [inode];
}

/** Returns null on errors: processes may end while inspected, and some are inaccessible. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
