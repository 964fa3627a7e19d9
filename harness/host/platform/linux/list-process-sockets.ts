import { readlinkSync } from 'node:fs';
import { attempt, listKernelFolder } from './read-proc-and-sys-files.ts';

/** Lists sockets among the open file descriptors, by inode; null if they may not be read. */
export function listOpenSockets(pid: number): readonly string[] | null {
  const folder = `/proc/${pid}/fd`;
  return listKernelFolder(folder)?.flatMap((name) => inodeOf(`${folder}/${name}`)) ?? null;
}

function inodeOf(descriptor: string): readonly string[] {
  const target = attempt(() => readlinkSync(descriptor)) ?? '';
  const inode = /^socket:\[(\d+)\]$/u.exec(target)?.[1];
  return inode === undefined ? [] : [inode];
}
