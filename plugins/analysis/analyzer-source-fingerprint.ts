import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stampSources } from '../../harness/host/hash-source-files.ts';
import type { Host } from '../../harness/host.ts';

/** Changes with the sources of this library while the version stays. */
export function computeAnalyzerFingerprint(host: Host): string {
  return stampSources(host, dirname(fileURLToPath(import.meta.url)));
}
