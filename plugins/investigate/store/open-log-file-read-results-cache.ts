import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { display, type Host, harnessVersion, stampSources } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { createReadingsCache, type ReadingsCache } from './log-file-read-results-cache.ts';

const READER = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Opens log readings that interrupted investigations of the same program version cached. */
export function openReadingsCache(host: Host, stateFolder: string): ReadingsCache {
  const readBy = `${harnessVersion(host)} ${stampSources(host, READER)}`;
  return createReadingsCache(host, stateFolder, readBy);
}

/** Reports after an interrupt what is kept, and the times to repeat: the default end is now. */
export function reportCachedReadings(
  { terminal }: Host,
  readings: ReadingsCache,
  { since, until }: Pick<InvestigationReport['incident'], 'since' | 'until'>,
): void {
  const count = readings.count();
  if (count === 0) return;
  const files = count === 1 ? 'one file is' : `${count} files are`;
  terminal.err(
    display.wrapLines(
      `Data read from ${files} cached; to continue, use the same period: --since ${since} --until ${until}\n`,
    ),
  );
}
