import type { Host } from '../../host.ts';
import { type LoadOutcome, type ModuleReader, openModuleReader } from './user-module-reader.ts';

export interface LoadOptions {
  /** Time limit per module, milliseconds. */
  readonly timeoutMs?: number;
}

/** Number of parallel processes; more would only compete for the same few cores. */
const LANES = 4;
const TIMEOUT_MS = 20_000;

/**
 * Reads user-written modules in separate processes with a time limit, in the given order. A process
 * reads many modules, for speed; if one fails after others, it is read again alone before it is
 * blamed, since another module may be the cause.
 */
export async function loadUserModules(
  host: Host,
  files: readonly string[],
  options: LoadOptions = {},
): Promise<readonly LoadOutcome[]> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const outcomes: LoadOutcome[] = [];
  const waiting = files.entries();
  const work = async (): Promise<void> => {
    let reader: ModuleReader | null = null;
    for (const [index, file] of waiting) {
      reader ??= acquireReader(host);
      const isFirst = reader.isFreshFor(file);
      let outcome = await reader.read(file, timeoutMs);
      if (outcome.type === 'failed') {
        await reader.close();
        reader = null;
        if (!isFirst) outcome = await readAlone(host, file, timeoutMs);
      }
      outcomes[index] = outcome;
    }
    if (reader !== null) await releaseReader(host, reader);
  };
  await Promise.all(Array.from({ length: Math.min(LANES, files.length) }, work));
  return outcomes;
}

async function readAlone(host: Host, file: string, timeoutMs: number): Promise<LoadOutcome> {
  const reader = openModuleReader(host);
  const outcome = await reader.read(file, timeoutMs);
  await reader.close();
  return outcome;
}

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

function acquireReader(host: Host): ModuleReader {
  const spare = spares.get(host.processes);
  spares.delete(host.processes);
  return spare ?? openModuleReader(host);
}

/** Stores a reader as the spare one, or closes it if there already is one. */
async function releaseReader(host: Host, reader: ModuleReader): Promise<void> {
  if (spares.has(host.processes)) await reader.close();
  else spares.set(host.processes, reader);
}

let closing: Promise<unknown> = Promise.resolve();

export function closeSpareReader(host: Host): void {
  const spare = spares.get(host.processes);
  spares.delete(host.processes);
  if (spare !== undefined) closing = Promise.all([closing, spare.close()]);
}

/** Resolves when spare readers to be closed have ended, so none idles in a measurement. */
export async function waitForSpareReaders(): Promise<void> {
  await closing;
}
