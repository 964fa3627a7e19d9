import type { Host } from '../../host.ts';
import { type ModuleReader, openModuleReader } from './module-reader.ts';

/**
 * The idle reader: starting one takes longer than reading a module, so that of the config goes on
 * with scenarios.
 */
const spares = new WeakMap<Host['processes'], ModuleReader>();

/** A file that is read ahead is given up after so long; whoever needs it reads it again alone. */
const AHEAD_TIMEOUT_MS = 20_000;

/** Starts a reader ahead of need, while the command still loads itself, on this file if any. */
export function startSpareReader(host: Host, file: string | null): void {
  const reader = openModuleReader(host);
  if (file !== null) void reader.read(file, AHEAD_TIMEOUT_MS);
  spares.set(host.processes, reader);
}

/** The spare reader, or a new one. */
export function acquireReader(host: Host): ModuleReader {
  const spare = spares.get(host.processes);
  spares.delete(host.processes);
  return spare ?? openModuleReader(host);
}

/** Keeps a reader as the spare one, or closes it where there is one already. */
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

/** Settles when every spare reader has ended that is to end: nothing idles beside what is measured. */
export async function waitForSpareReaders(): Promise<void> {
  await closing;
}
