import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DurableLog, openDurableLog } from '../../host/durable-log.ts';
import type { Files } from '../../host/file-operations.ts';
import { readUnexportedPackageFile } from '../../host/installed-package.ts';
import type { Host } from '../../host.ts';
import { UserError } from '../../model/user-error.ts';
import {
  formatUtcDay,
  segmentDay,
  segmentFileName,
  selectExpiredSegments,
} from '../collector-segment-files.ts';
import { type Collector, createBeaconCollector } from './beacon-collector.ts';
import { type CollectLimits, DEFAULT_COLLECT_LIMITS } from './beacon-limits.ts';

const OWN = fileURLToPath(new URL('./web-vitals-beacon-reporter.js', import.meta.url));

/** Builds one script of web-vitals and reporter, no globals. @throws Error if a file is missing. */
export function buildVitalsScript({ read }: Pick<Files, 'read'>): string {
  const own = read(OWN);
  if (own === null) throw new Error(`${OWN} is missing`);
  const vitals = readUnexportedPackageFile('web-vitals', 'web-vitals.iife.js').replace(
    /^\/\/# source.*$/mu,
    '',
  );
  return `(() => {\n${vitals.trim()}\n${own.trim()}\n})();\n`;
}

export interface CollectorSetup {
  readonly folder: string;
  readonly limits?: Partial<CollectLimits>;
  /** Called when writing to the disk fails, at most once a minute. */
  readonly onTrouble: (error: unknown) => void;
}

const QUIET_MS = 60_000;

/** A collector that writes into a folder. */
export function openCollector(
  host: Pick<Host, 'clock' | 'files' | 'system'>,
  { folder, limits: given, onTrouble }: CollectorSetup,
): Collector {
  const limits = { ...DEFAULT_COLLECT_LIMITS, ...given };
  let script: string | null = null;
  let quietUntil = Number.NEGATIVE_INFINITY;
  return createBeaconCollector({
    log: openFieldLog(host, { folder, mostBytes: limits.mostBytes, keepDays: limits.keepDays }),
    clock: host.clock,
    limits,
    script: () => {
      script ??= buildVitalsScript(host.files);
      return script;
    },
    onTrouble: (error) => {
      const now = host.clock.monotonicMs();
      if (now < quietUntil) return;
      quietUntil = now + QUIET_MS;
      onTrouble(error);
    },
  });
}

/** Size at which a segment is closed, so old segments can be removed and read one by one. */
const SEGMENT_BYTES = 64e6;

interface FieldLogOptions {
  readonly folder: string;
  /** Total bytes of all segments; beyond it nothing more is stored. */
  readonly mostBytes: number;
  /** Number of days that segments are stored. */
  readonly keepDays: number;
}

/**
 * Opens a log with one file per day, process and 64 MB, so that no process writes into another's or
 * a torn file; each new file removes expired files.
 */
function openFieldLog(
  { clock, files, system }: Pick<Host, 'clock' | 'files' | 'system'>,
  { folder, mostBytes, keepDays }: FieldLogOptions,
): DurableLog {
  const owner = `${system.pid}-${clock.now().getTime().toString(36)}`;
  let day = '';
  return openDurableLog({
    pathOf: (serial) => {
      const now = clock.now();
      // Segments that cannot be removed now are retried with the next segment; beacons are still
      // stored.
      for (const name of selectExpiredSegments(files.list(folder), now, keepDays)) {
        files.removeIfAllowed(join(folder, name));
      }
      if (bytesIn(files, folder) > mostBytes) throw full(folder, mostBytes);
      day = formatUtcDay(now);
      return join(folder, segmentFileName(now, owner, serial));
    },
    isOver: (bytes) => bytes >= SEGMENT_BYTES || formatUtcDay(clock.now()) !== day,
  });
}

function bytesIn(files: Host['files'], folder: string): number {
  return files
    .list(folder)
    .filter((name) => segmentDay(name) !== null)
    .reduce((sum, name) => sum + files.sizeOf(join(folder, name)), 0);
}

function full(folder: string, mostBytes: number): UserError {
  return new UserError({
    code: 'field-full',
    message: `The beacons in ${folder} exceed ${mostBytes / 1e9} GB; no more will be stored.`,
    remedy: 'Remove the oldest files there, or raise the limit.',
  });
}
