import type { Host } from '../../host.ts';
import { type LoadOutcome, type ModuleReader, openModuleReader } from './module-reader.ts';
import { acquireReader, releaseReader } from './spare-module-reader.ts';

export interface LoadOptions {
  /** Limit for one module, milliseconds. */
  readonly timeoutMs?: number;
}

/** Processes that read at once; more would only share the same few cores. */
const LANES = 4;
const TIMEOUT_MS = 20_000;

/**
 * Reads modules that users wrote, in processes of their own under a time limit, in the order given.
 * A process reads many, for speed; one that fails beside others is read again alone before it is
 * blamed, since what failed it may be left from a neighbour.
 */
export async function loadModules(
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
