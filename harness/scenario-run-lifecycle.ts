import type { AttachedFiles } from './history/attach-trial-files.ts';
import type { RecordJournal } from './history/run-record-store.ts';
import type { RunContext, RunOptions } from './measurement-run-context.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import { findExecutor } from './model/executor.ts';
import type { MachineState } from './model/machine-state.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from './sampling/add-script-thresholds-and-field-data.ts';
import { startRunRecord } from './sampling/create-initial-run-record.ts';
import type { MeasuredScenario } from './sampling/measure-scenarios-in-rounds.ts';
import { wantsInstructions } from './sampling/plan-and-measure-instruction-trials.ts';
import { runPrepareCommand } from './sampling/run-prepare-command.ts';
import { finishRunRecord } from './sampling/summarise-and-judge-run-record.ts';
import { selectTrialFiles, trialFilesFolder } from './sampling/trial-artifact-files.ts';

/** A scenario of a run, from its checks before to its record. */
export interface ScenarioRun {
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
export async function beginScenarioRun(
  loaded: Scenario,
  parts: RunContext,
  options: RunOptions,
  machine: MachineState,
): Promise<ScenarioRun> {
  const executor = findExecutor(parts.executors, loaded.kind);
  const { environment, host } = parts;
  const prepared = await runPrepareCommand(host, loaded, options.signal);
  const resolved = await resolveScenarioBeforeMeasuring(executor, loaded, options.signal);
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
  const record = startRunRecord(host.clock.now(), scenario, {
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
export function finishScenarioRun(
  { measured, record, finish, attach, folder }: ScenarioRun,
  timings: Record<string, number>,
  parts: RunContext,
): RunRecord {
  const { scenario, trials, stop } = measured;
  const completed = finishRunRecord(
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

/** Saves what was measured before a failure; failing that, the next start has the journal. */
export function abandonScenarioRun(subject: ScenarioRun, parts: RunContext): void {
  subject.measured.stop ??= 'interrupted';
  try {
    finishScenarioRun(subject, {}, parts);
  } catch {
    // The original error is the one to report.
  }
}
