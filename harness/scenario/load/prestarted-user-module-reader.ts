import type { Host } from '../../host.ts';
import { type ModuleReader, openModuleReader } from './user-module-reader.ts';

/** Idle readers, since starting is slower than reading; config's reader serves scenarios too. */
const spares = new WeakMap<Host['processes'], ModuleReader>();

/** Time limit for a file that is read ahead; on a timeout it is read again alone when needed. */
const AHEAD_TIMEOUT_MS = 20_000;

/** Starts a reader ahead of need, while the command loads, and begins to read `file` if given. */
export function startSpareReader(host: Host, file: string | null): void {
  const reader = openModuleReader(host);
  if (file !== null) void reader.read(file, AHEAD_TIMEOUT_MS);
  spares.set(host.processes, reader);
}

/** Returns the spare reader, or a new one. */
export function acquireReader(host: Host): ModuleReader {
  const spare = spares.get(host.processes);
  spares.delete(host.processes);
  return spare ?? openModuleReader(host);
}

/** Stores a reader as the spare one, or closes it if there already is one. */
export async function releaseReader(host: Host, reader: ModuleReader): Promise<void> {
  if (spares.has(host.processes)) await reader.close();
  else spares.set(host.processes, reader);
}

let closing: Promise<unknown> = Promise.resolve();

/** Begins to end the spare reader. */
export function closeSpareReader(host: Host): void {
  const spare = spares.get(host.processes);
  spares.delete(host.processes);
  if (spare !== undefined) closing = Promise.all([closing, spare.close()]);
}

/** Resolves when spare readers to be closed have ended, so none idles in a measurement. */
export async function waitForSpareReaders(): Promise<void> {
  await closing;
}
