import { readdirSync, readlinkSync } from 'node:fs';

/** The sockets among the open file descriptors, by their inodes; null where they may not be seen. */
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

/** Processes come and go while they are being looked at, and some are not for us to see. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
