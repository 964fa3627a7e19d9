import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../harness/host.ts';

/** How this program is started again, for what it does in a process of its own. */
export function ownProgram({ system }: Pick<Host, 'system'>) {
  const bin = fileURLToPath(new URL(`./bin${extname(import.meta.url)}`, import.meta.url));
  return { file: system.execPath, args: [bin] };
}
