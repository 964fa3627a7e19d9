import type { Attached } from './history/attach-files.ts';
import type { RecordJournal } from './history/record-store.ts';
import type { RunRecord } from './model/documents/record.ts';
import { executorFor } from './model/executor.ts';
import type { MachineState } from './model/machine-state.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import type { RunOptions, RunParts } from './run-parts.ts';
import { completeRecord } from './sampling/complete-record.ts';
import { wantsInstructions } from './sampling/instructions-pass.ts';
import { filesToKeep, keptFolder } from './sampling/kept-files.ts';
import type { Measured } from './sampling/measure-together.ts';
import { prepareScenario } from './sampling/prepare.ts';
import { resolveScenario } from './sampling/resolve-scenario.ts';
import { startRecord } from './sampling/start-record.ts';

/** A scenario of a run, from its checks before to its record. */
export interface RunSubject {
  readonly measured: Measured;
  readonly record: RunRecord;
  readonly finish: (record: RunRecord) => void;
  /** Keeps files of its trials beside the record. */
  readonly attach: RecordJournal['attach'];
  /** Folder of the run. */
  readonly folder: string;
}

/**
 * Prepares and checks a scenario and starts its record. @param machine - Before those measured in
 * turn with it.
 */
export async function beginSubject(
  loaded: Scenario,
  parts: RunParts,
  options: RunOptions,
  machine: MachineState,
): Promise<RunSubject> {
  const executor = executorFor(parts.executors, loaded.kind);
  const { environment, host } = parts;
  const prepared = await prepareScenario(host, loaded, options.signal);
  const resolved = await resolveScenario(executor, loaded, options.signal);
  const { scenario, field } = resolved;
  const [checked = [], counting = []] = await Promise.all([
    executor.check?.(scenario),
    wantsInstructions(scenario)
      ? executorFor(parts.instructions ?? [], scenario.kind).check?.(scenario)
      : [],
  ]);
  const findings = [
    ...prepared,
    ...resolved.findings,
    ...checked,
    ...counting,
    ...parts.checksBefore.flatMap(({ check }) => check({ scenario, environment, machine })),
  ];
  const record = startRecord(host.clock.now(), scenario, {
    environment,
    findings,
    field,
    seed: options.seed,
  });
  const journal = parts.store.begin(record);
  const measured: Measured = {
    scenario,
    executor,
    trials: [],
    onTrial: journal.append,
    stop: findings.some(({ level }) => level === 'error') ? 'blocked' : null,
    elapsedMs: 0,
  };
  const { finish, attach } = journal;
  return { measured, record, finish, attach, folder: options.folder };
}

/** Judges what was measured and saves the record. */
export function endSubject(
  { measured, record, finish, attach, folder }: RunSubject,
  timings: Record<string, number>,
  parts: RunParts,
): RunRecord {
  const { scenario, trials, stop } = measured;
  const completed = completeRecord(
    record,
    scenario,
    trials,
    {
      stop: stop ?? 'interrupted',
      interrupted: stop === 'interrupted',
      finishedAt: parts.host.clock.now().toISOString(),
      timings,
    },
    parts.checksAfter,
  );
  const finished = withFiles(completed, attach(filesToKeep(scenario, trials, folder)));
  for (const trial of trials) parts.host.files.remove(keptFolder(folder, trial));
  finish(finished);
  parts.onProgress({ type: 'scenario-finished', record: finished });
  return finished;
}

function withFiles(record: RunRecord, { attachments, findings }: Attached): RunRecord {
  if (attachments.length === 0) return record;
  return { ...record, attachments, findings: [...record.findings, ...findings] };
}

/** Saves what was measured before a failure; where that fails too, the journal stays for the next start. */
export function abandonSubject(subject: RunSubject, parts: RunParts): void {
  subject.measured.stop ??= 'interrupted';
  try {
    endSubject(subject, {}, parts);
  } catch {
    // The first error is the one to tell.
  }
}
