import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { isAlive } from '../host/process/process-identity-and-liveness.ts';
import { type RunRecord, restoreRecordedScenario } from '../model/documents/run-record.ts';
import type { Finding } from '../model/finding.ts';
import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import type { Trial } from '../model/trial.ts';
import { UserError } from '../model/user-error.ts';
import { finishRunRecord, isMeasuredTrial } from '../sampling/summarise-and-judge-run-record.ts';
import {
  isLoadable,
  type LoadableRecord,
  RECORD_EXTENSION,
  readEntry,
  serializeRecord,
} from './find-run-record-by-id-or-latest.ts';
import { clearAbandoned, stateSubfolder } from './project-state-folder.ts';
import { JOURNAL_EXTENSION, type JournalContent, parseJournal } from './run-record-journal.ts';

const WRITTEN_SUBFOLDERS = [
  'runs',
  'baselines',
  'comparisons',
  'bisections',
  'capacities',
] as const;

/** Result of cleaning up after commands that were killed. */
export interface JournalRecovery {
  readonly recovered: readonly LoadableRecord[];
  /** Findings for the user: one per recovered record and per journal that cannot be read. */
  readonly findings: readonly Finding[];
}

/**
 * Converts the journals of killed processes into records of state `interrupted`, and removes their
 * temporary files. Files of running processes and unreadable files are left alone. Two commands may
 * do it at the same time, since they write the same content.
 */
export function recoverAbandonedJournals(
  files: Files,
  stateFolder: string,
  checks: readonly CheckAfter[],
): JournalRecovery {
  const folder = stateSubfolder(stateFolder, 'runs');
  const recovered: LoadableRecord[] = [];
  const findings: Finding[] = [];
  for (const name of files.list(folder)) {
    if (!name.endsWith(JOURNAL_EXTENSION) || name.startsWith('.')) continue;
    const outcome = recoverOrReport(files, folder, name, checks);
    if (outcome.entry !== null) recovered.push(outcome.entry);
    if (outcome.finding !== null) findings.push(outcome.finding);
  }
  const folders = WRITTEN_SUBFOLDERS.map((name) => stateSubfolder(stateFolder, name));
  for (const cleared of [stateFolder, ...folders]) clearAbandoned(files, cleared);
  clearAttachments(files, stateFolder);
  return { recovered, findings };
}

/** Removes the attachments of records that were never completed. */
function clearAttachments(files: Files, stateFolder: string): void {
  const folder = stateSubfolder(stateFolder, 'attachments');
  const names = files.list(folder);
  if (names.length === 0) return;
  const known = files.list(stateSubfolder(stateFolder, 'runs'));
  for (const id of names) {
    // A journal without a record belongs to a run in progress.
    const isKnownRecord = known.some((name) => name.startsWith(`${id}.`));
    if (!isKnownRecord) files.removeIfAllowed(join(folder, id));
  }
}

interface RecoveryOutcome {
  readonly entry: LoadableRecord | null;
  readonly finding: Finding | null;
}

/** Recovers a journal; one that may not be read is a finding, which must not stop the command. */
function recoverOrReport(
  files: Files,
  folder: string,
  name: string,
  checks: readonly CheckAfter[],
): RecoveryOutcome {
  try {
    return recoverJournal(files, folder, name, checks);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { entry: null, finding: unreadable(join(folder, name)) };
  }
}

const NOTHING: RecoveryOutcome = { entry: null, finding: null };

function recoverJournal(
  files: Files,
  folder: string,
  name: string,
  checks: readonly CheckAfter[],
): RecoveryOutcome {
  const path = join(folder, name);
  const text = files.read(path);
  // Another command that started at the same time recovered it first.
  if (text === null) return NOTHING;
  const journal = parseJournal(text);
  if (journal === null) return { entry: null, finding: unreadable(path) };
  if (isAlive(journal.owner)) return NOTHING;
  const target = join(folder, `${name.slice(0, -JOURNAL_EXTENSION.length)}${RECORD_EXTENSION}`);
  if (files.isFile(target)) {
    const existing = readEntry(files, target);
    if (!isLoadable(existing)) return { entry: null, finding: unreadable(path) };
    // The process was killed between writing the record and removing the journal.
    files.remove(path);
    return NOTHING;
  }
  const record = interruptedRecord(journal, checks);
  if (record === null) return { entry: null, finding: unreadable(path) };
  files.writeAtomic(target, serializeRecord(record));
  files.remove(path);
  const { id, state, scenario, kind, startedAt, finishedAt, verdict } = record;
  return {
    entry: { id, state, scenario, kind, startedAt, finishedAt, verdict, path: target },
    finding: recoveredFinding(record),
  };
}

function interruptedRecord(
  { record, trials, lostLines }: JournalContent,
  checks: readonly CheckAfter[],
): RunRecord | null {
  const scenario = restoreRecordedScenario(record);
  if (scenario === null) return null;
  const end = {
    stop: 'interrupted',
    interrupted: true,
    finishedAt: lastMoment(record, trials),
    timings: {},
  };
  const completed = finishRunRecord(record, scenario, trials, end, checks);
  if (lostLines === 0) return completed;
  const lost: Finding = {
    id: 'record-incomplete',
    level: 'warning',
    message: `${lostLines} ${lostLines === 1 ? 'trial' : 'trials'} of this run could not be recovered.`,
    remedy: 'Measure again before relying on this run.',
  };
  return { ...completed, findings: [...completed.findings, lost] };
}

/** Returns the end time of the last trial; the start time if there is no trial or no such time. */
function lastMoment({ startedAt }: RunRecord, trials: readonly Trial[]): string {
  const last = trials.at(-1);
  if (last === undefined) return startedAt;
  const moment = new Date(Date.parse(last.startedAt) + last.durationMs);
  return Number.isNaN(moment.getTime()) ? startedAt : moment.toISOString();
}

function recoveredFinding(record: RunRecord): Finding {
  const trialCount = record.trials.filter(isMeasuredTrial).length;
  return {
    id: 'record-recovered',
    level: 'info',
    message: `The run of "${record.scenario}" that started at ${record.startedAt} was killed; ${trialCount} measured ${trialCount === 1 ? 'trial was' : 'trials were'} recovered.`,
    remedy: `View them with: perf-harness report ${record.id}`,
  };
}

function unreadable(path: string): Finding {
  return {
    id: 'journal-unreadable',
    level: 'warning',
    message: `${path} was left behind by a run that was killed, and cannot be converted into a record.`,
    remedy: 'Remove that file; other records are not affected.',
  };
}
