import { Buffer } from 'node:buffer';
import { join, resolve } from 'node:path';
import { relativePathInside } from '../../harness/host/relative-path-inside.ts';
import type { Host } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { RenderOptions } from '../../reports/reporter.ts';
import type { ReportTarget } from './write-reports-to-files-and-terminal.ts';

/** Reports are to stay files that can be sent by mail; bytes of all pictures together. */
const MOST_BYTES = 5_000_000;

/** Reads the pictures stored next to records, for reporters that show them. */
export function readRecordedPageScreenshots(
  { files }: Pick<Host, 'files'>,
  stateFolder: string,
  targets: readonly ReportTarget[],
  runs: readonly RunRecord[],
): RenderOptions['pictures'] {
  if (!targets.some(({ reporter }) => reporter.id === 'html')) return undefined;
  const pictures = new Map<string, string>();
  let left = MOST_BYTES;
  for (const { kind, file } of runs.flatMap(({ attachments = [] }) => attachments)) {
    const path = resolve(stateFolder, file);
    // A record from elsewhere may name any path.
    if (kind === 'trace' || relativePathInside(join(stateFolder, 'attachments'), path) === null)
      continue;
    const bytes = files.readBytes(path);
    if (bytes === null || bytes.length > left) continue;
    left -= bytes.length;
    pictures.set(file, Buffer.from(bytes).toString('base64'));
  }
  return pictures;
}
