import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { display, type Host, harnessVersion, stampOfSources } from 'perf-harness/plugin';
import type { InvestigationReport } from '../document/investigation-document.ts';
import { type KeptReadings, openKeptReadings } from './kept-readings.ts';

const READER = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Opens the log readings that interrupted investigations cached with the same version of this
 * program.
 */
export function openReadings(host: Host, stateFolder: string): KeptReadings {
  const readBy = `${harnessVersion(host)} ${stampOfSources(host, READER)}`;
  return openKeptReadings(host, stateFolder, readBy);
}

/** Says after an interrupt what need not be read again, and how: by default the time ends now. */
export function tellOfReadings(
  { terminal }: Host,
  readings: KeptReadings,
  { since, until }: Pick<InvestigationReport['incident'], 'since' | 'until'>,
): void {
  const count = readings.count();
  if (count === 0) return;
  const files = count === 1 ? 'one file is' : `${count} files are`;
  terminal.err(
    display.wrapLines(
      `What was read of ${files} kept for going on with the same times: --since ${since} --until ${until}\n`,
    ),
  );
}
