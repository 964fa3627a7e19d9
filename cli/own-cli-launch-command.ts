import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../harness/host/process/run-harness-subprocess.ts';
import type { Host } from '../harness/host.ts';

/** Returns the program and arguments that start perf-harness again in a separate process. */
export function ownProgram({ system }: Pick<Host, 'system'>): Launch {
  const bin = fileURLToPath(new URL(`./bin${extname(import.meta.url)}`, import.meta.url));
  return { file: system.execPath, args: [bin] };
}
