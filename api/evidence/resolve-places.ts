import type { Host } from '../../harness/host.ts';
import type { WaitRecord } from '../../harness/model/program/waits.ts';
import { resolveWaits } from '../../profilers/waits/resolve-waits.ts';
import { sourceReader } from '../observe/resolve-profiles.ts';

/** Calls of built files by the sources that they were built from. */
export function resolvePlaces(host: Host, record: WaitRecord): WaitRecord {
  return resolveWaits(record, sourceReader(host), []);
}
