import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a socket, bytes; the limit with terminator is 108 on Linux, 104 on macOS. */
const LONGEST = 100;

/** Returns a socket's path in a folder; if too long, a unique path in the temporary folder. */
export function socketPath(folder: string, name: string): string {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const token = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `ph-${token}`);
}
