import { createHash } from 'node:crypto';
import { describeMeasuredSettings } from '../../model/documents/describe-settings-affecting-comparability.ts';
import { HISTORY_ENTRY_SCHEMA, type HistoryEntry } from '../../model/documents/history-entry.ts';
import type { RunRecord } from '../../model/documents/run-record.ts';
import { EXIT } from '../../model/exit-code.ts';
import { findInvalidationReason } from '../../model/load-generator-saturation.ts';
import type { Environment } from '../../model/measurement-environment.ts';
import { UserError } from '../../model/user-error.ts';

/** Length of the digest of the settings. */
const DIGEST_LENGTH = 12;

/**
 * Creates the history entry of a record; null if it is unfinished, void or without measurements.
 * @throws UserError if its start time is invalid.
 */
export function createHistoryEntry(record: RunRecord): HistoryEntry | null {
  const { id, scenario, kind, state, verdict, file, environment, imported, metrics } = record;
  if (state === 'running' || findInvalidationReason(record.findings) !== null) return null;
  if (Object.keys(metrics).length === 0) return null;
  if (Number.isNaN(Date.parse(record.startedAt))) throw invalidStartTime(record);
  return {
    schema: HISTORY_ENTRY_SCHEMA,
    id,
    scenario,
    kind,
    state,
    verdict,
    file,
    startedAt: new Date(record.startedAt).toISOString(),
    git: environment?.git ? { ...environment.git, committedAt: null } : null,
    machine: environment === null ? importedMachine(imported?.machine) : machineOf(environment),
    node: environment?.runtime.node ?? imported?.runtime ?? null,
    harness: environment?.harness.version ?? null,
    tool: imported?.tool ?? null,
    settings: digest(describeMeasuredSettings(record)),
    metrics,
  };
}

function invalidStartTime({ id, startedAt }: RunRecord): UserError {
  return new UserError({
    code: 'history-moment',
    message: `The record ${id} has the start time "${startedAt.slice(0, 40)}", which is not a valid time.`,
    remedy: 'Remove the record, or restore it from a backup.',
    exitCode: EXIT.usage,
  });
}

function machineOf({ machine }: Environment): NonNullable<HistoryEntry['machine']> {
  const { id, platform, arch, cpuCount, cpuModel } = machine;
  return { id, title: `${cpuCount} × ${cpuModel}, ${platform} ${arch}` };
}

/** Returns the machine of an imported run, identified only by its description in the file. */
function importedMachine(machine: string | null | undefined): HistoryEntry['machine'] {
  return machine ? { id: machine, title: machine } : null;
}

function digest(settings: Readonly<Record<string, string>>): string {
  return createHash('sha256')
    .update(JSON.stringify(settings))
    .digest('hex')
    .slice(0, DIGEST_LENGTH);
}
