import { fileURLToPath } from 'node:url';
import type { Files } from '../../host/files.ts';
import { packageFile } from '../../host/package-file.ts';
import type { Host } from '../../host.ts';
import { type Collector, createCollector } from './collector.ts';
import { openFieldLog } from './field-log.ts';
import { type CollectLimits, DEFAULT_LIMITS } from './limits.ts';

const OWN = fileURLToPath(new URL('./vitals.js', import.meta.url));

/**
 * What a page loads: web-vitals and what tells the collector of its metrics, as one script that
 * leaves no name behind. @throws Error where a file of the package is missing.
 */
export function vitalsScript({ read }: Pick<Files, 'read'>): string {
  const own = read(OWN);
  if (own === null) throw new Error(`${OWN} is missing`);
  const vitals = packageFile('web-vitals', 'web-vitals.iife.js').replace(/^\/\/# source.*$/mu, '');
  return `(() => {\n${vitals.trim()}\n${own.trim()}\n})();\n`;
}

export interface CollectorSetup {
  /** Where the beacons are kept. */
  readonly folder: string;
  readonly limits?: Partial<CollectLimits>;
  /** Is told of a disk that fails, once a minute at the most. */
  readonly onTrouble: (error: unknown) => void;
}

const QUIET_MS = 60_000;

/** A collector that writes into a folder. */
export function openCollector(
  host: Pick<Host, 'clock' | 'files' | 'system'>,
  { folder, limits: given, onTrouble }: CollectorSetup,
): Collector {
  const limits = { ...DEFAULT_LIMITS, ...given };
  let script: string | null = null;
  let quietUntil = Number.NEGATIVE_INFINITY;
  return createCollector({
    log: openFieldLog(host, { folder, mostBytes: limits.mostBytes, keepDays: limits.keepDays }),
    clock: host.clock,
    limits,
    script: () => {
      script ??= vitalsScript(host.files);
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
