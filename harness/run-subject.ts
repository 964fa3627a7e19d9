import type { AttachedFiles } from './history/attach-files.ts';
import type { RecordJournal } from './history/record-store.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import { findExecutor } from './model/executor.ts';
import type { MachineState } from './model/machine-state.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import type { RunContext, RunOptions } from './run-context.ts';
import { completeRecord } from './sampling/complete-record.ts';
import { wantsInstructions } from './sampling/instructions-pass.ts';
import type { MeasuredScenario } from './sampling/measure-in-rounds.ts';
import { prepareScenario } from './sampling/prepare-scenario.ts';
import { resolveScenario } from './sampling/resolve-scenario.ts';
import { startRecord } from './sampling/start-record.ts';
import { selectTrialFiles, trialFilesFolder } from './sampling/trial-files.ts';

/** A scenario of a run, from its checks before to its record. */
export interface RunSubject {
  readonly measured: MeasuredScenario;
  readonly record: RunRecord;
  readonly finish: (record: RunRecord) => void;
  /** Stores files of its trials next to the record. */
  readonly attach: RecordJournal['attach'];
  /** Folder of the run. */
  readonly folder: string;
}

/**
 * Prepares and checks a scenario and starts its record. @param machine - State before the scenarios
 * measured together with it.
 */
export async function beginSubject(
  loaded: Scenario,
  parts: RunContext,
  options: RunOptions,
  machine: MachineState,
): Promise<RunSubject> {
  const executor = findExecutor(parts.executors, loaded.kind);
  const { environment, host } = parts;
  const prepared = await prepareScenario(host, loaded, options.signal);
  const resolved = await resolveScenario(executor, loaded, options.signal);
  const { scenario, field } = resolved;
  const [checked = [], counting = []] = await Promise.all([
    executor.check?.(scenario),
    wantsInstructions(scenario)
      ? findExecutor(parts.instructions ?? [], scenario.kind).check?.(scenario)
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
  const measured: MeasuredScenario = {
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

/** Judges the measurements and saves the record. */
export function finishSubject(
  { measured, record, finish, attach, folder }: RunSubject,
  timings: Record<string, number>,
  parts: RunContext,
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
  const finished = withFiles(completed, attach(selectTrialFiles(scenario, trials, folder)));
  for (const trial of trials) parts.host.files.remove(trialFilesFolder(folder, trial));
  finish(finished);
  parts.onProgress({ type: 'scenario-finished', record: finished });
  return finished;
}

function withFiles(record: RunRecord, { attachments, findings }: AttachedFiles): RunRecord {
  if (attachments.length === 0) return record;
  return { ...record, attachments, findings: [...record.findings, ...findings] };
}

/**
 * Saves measurements made before a failure; if that fails too, the journal remains for the next
 * start.
 */
export function abandonSubject(subject: RunSubject, parts: RunContext): void {
  subject.measured.stop ??= 'interrupted';
  try {
    finishSubject(subject, {}, parts);
  } catch {
    // The original error is the one to report.
  }
}
