import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { identifyProcess, isAlive } from '../host/process-alive.ts';
import type { Host } from '../host.ts';

/** The folder of one command for what its units leave. */
export interface RunFolder {
  readonly path: string;
  readonly remove: () => void;
}

/**
 * Makes the folder, and clears those that killed commands left behind. It lies in the machine's
 * temporary folder, because the sockets in it must have short paths. Its name tells its owner.
 */
export function openRunFolder(host: Host): RunFolder {
  const parent = join(host.temporaryFolder, `perf-harness-${process.getuid?.() ?? 'user'}`);
  for (const name of host.files.list(parent)) {
    const [pid, startedTicks] = name.split('-');
    // Empty where the system does not tell when a process started.
    if (!isAlive({ pid: Number(pid), startedTicks: startedTicks || null })) {
      host.files.removeIfAllowed(join(parent, name));
    }
  }
  const { pid, startedTicks } = identifyProcess(process.pid);
  const path = join(parent, `${pid}-${startedTicks ?? ''}-${randomBytes(3).toString('hex')}`);
  host.files.makeFolder(path);
  return { path, remove: () => void host.files.removeIfAllowed(path) };
}
