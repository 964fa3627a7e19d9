import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeptReadings, openKeptReadings } from '../../harness/history/kept-readings.ts';
import type { Host } from '../../harness/host.ts';
import { harnessVersion } from '../../harness/machine/harness-version.ts';
import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import { stampOfSources } from '../../project/code/stamp-of-sources.ts';
import { wrapLines } from '../output/wrap-lines.ts';

const READER = join(dirname(fileURLToPath(import.meta.url)), '../../plugins/investigate');

/** What investigations that were interrupted have read of logs with this very program. */
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
    wrapLines(
      `What was read of ${files} kept for going on with the same times: --since ${since} --until ${until}\n`,
    ),
  );
}
