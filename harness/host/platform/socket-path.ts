import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that a socket's path may have: 108 on Linux, 104 on macOS, with the end. */
const LONGEST = 100;

/** A socket in a folder; where that path is too long, one of the temporary folder that no other has. */
export function socketPath(folder: string, name: string): string {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const token = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return join(tmpdir(), `ph-${token}`);
}
