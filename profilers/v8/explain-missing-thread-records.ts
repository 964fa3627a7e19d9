import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';

type MessageAndRemedy = readonly [message: string, remedy: string];

/** Explanations of why no thread of a unit left a record, by the files that its preload left. */
export interface MissingRecordReasons {
  /** The preload failed; its error is added to the message. */
  readonly refused: MessageAndRemedy;
  /** A thread began, and was ended before it could write. */
  readonly killed: MessageAndRemedy;
  /** The preload was not loaded. */
  readonly notLoaded: MessageAndRemedy;
}

/** Explains why no thread of a unit left a record in a folder. */
export function explainMissingThreadRecords(
  { files }: Pick<Host, 'files'>,
  folder: string,
  reasons: MissingRecordReasons,
): UnitFailure {
  const names = files.list(folder);
  const refused = names.find((name) => name.endsWith('.refused'));
  if (refused !== undefined) {
    const [message, remedy] = reasons.refused;
    const why = files.read(join(folder, refused)) ?? '';
    return new UnitFailure({ reason: 'protocol', message: `${message}: ${why}`, remedy });
  }
  const isKilled = names.some((name) => name.endsWith('.begun'));
  const [message, remedy] = isKilled ? reasons.killed : reasons.notLoaded;
  return new UnitFailure({ reason: 'protocol', message, remedy });
}
