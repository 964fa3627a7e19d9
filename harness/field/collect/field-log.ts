import { join } from 'node:path';
import { type DurableLog, openDurableLog } from '../../host/durable-log.ts';
import type { Host } from '../../host.ts';
import { UserError } from '../../model/user-error.ts';
import { dayOf, dayOfSegment, oldSegments, segmentName } from '../segments.ts';

/** A segment is closed at this size, so that old ones can be removed and read one by one. */
const SEGMENT_BYTES = 64e6;

export interface FieldLogOptions {
  readonly folder: string;
  /** Bytes that all segments together may take; then nothing more is kept. */
  readonly mostBytes: number;
  /** Days that segments are kept. */
  readonly keepDays: number;
}

/**
 * The log of beacons: a file a day, a process and 64 MB, so that nobody writes into a file of
 * another, or into one that a kill has cut short. With each new one, those that are too old go.
 */
export function openFieldLog(
  { clock, files, system }: Pick<Host, 'clock' | 'files' | 'system'>,
  { folder, mostBytes, keepDays }: FieldLogOptions,
): DurableLog {
  const owner = `${system.pid}-${clock.now().getTime().toString(36)}`;
  let day = '';
  return openDurableLog({
    pathOf: (serial) => {
      const now = clock.now();
      // What cannot be removed is tried again with the next segment; beacons are kept all the same.
      for (const name of oldSegments(files.list(folder), now, keepDays)) {
        files.removeIfAllowed(join(folder, name));
      }
      if (bytesIn(files, folder) > mostBytes) throw full(folder, mostBytes);
      day = dayOf(now);
      return join(folder, segmentName(now, owner, serial));
    },
    isOver: (bytes) => bytes >= SEGMENT_BYTES || dayOf(clock.now()) !== day,
  });
}

function bytesIn(files: Host['files'], folder: string): number {
  return files
    .list(folder)
    .filter((name) => dayOfSegment(name) !== null)
    .reduce((sum, name) => sum + files.sizeOf(join(folder, name)), 0);
}

function full(folder: string, mostBytes: number): UserError {
  return new UserError({
    code: 'field-full',
    message: `The beacons in ${folder} take more than ${mostBytes / 1e9} GB; nothing more is kept.`,
    remedy: 'Remove the oldest files there, or allow more.',
  });
}
