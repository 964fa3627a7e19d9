import type { AttachedFiles } from './history/attach-trial-files.ts';
import type { RecordJournal } from './history/run-record-store.ts';
import type { RunContext, RunOptions } from './measurement-run-context.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import { findExecutor } from './model/executor.ts';
import type { MachineState } from './model/measurement-environment.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from './sampling/add-script-thresholds-and-field-data.ts';
import { startRunRecord } from './sampling/create-initial-run-record.ts';
import type { MeasuredScenario } from './sampling/measure-scenarios-in-rounds.ts';
import { wantsInstructions } from './sampling/plan-and-measure-instruction-trials.ts';
import { runPrepareCommand } from './sampling/run-prepare-command.ts';
import { finishRunRecord } from './sampling/summarise-and-judge-run-record.ts';
import { selectTrialFiles, trialFilesFolder } from './sampling/trial-artifact-files.ts';

/** Scenario of a run, from its first checks to its record. */
export interface ScenarioRun {
  readonly measured: MeasuredScenario;
  readonly record: RunRecord;
  readonly finish: (record: RunRecord) => void;
  /** Stores files of its trials next to the record. */
  readonly attach: RecordJournal['attach'];
  readonly folder: string;
}

/**
 * Prepares and checks a scenario and starts its record.
 * @param machine - State before the scenarios that are measured together.
 */
export async function beginScenarioRun(
  loaded: Scenario,
  context: RunContext,
  options: RunOptions,
  machine: MachineState,
): Promise<ScenarioRun> {
  const executor = findExecutor(context.executors, loaded.kind);
  const { environment, host } = context;
  const prepared = await runPrepareCommand(host, loaded, options.signal);
  const resolved = await resolveScenarioBeforeMeasuring(executor, loaded, options.signal);
  const { scenario, field } = resolved;
  const [checked = [], counting = []] = await Promise.all([
    executor.check?.(scenario),
    wantsInstructions(scenario)
      ? findExecutor(context.instructions ?? [], scenario.kind).check?.(scenario)
      : [],
  ]);
  const findings = [
    ...prepared,
    ...resolved.findings,
    ...checked,
    ...counting,
    ...context.checksBefore.flatMap(({ check }) => check({ scenario, environment, machine })),
  ];
  const record = startRunRecord(host.clock.now(), scenario, {
    environment,
    findings,
    field,
    seed: options.seed,
  });
  const journal = context.store.begin(record);
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

export function finishScenarioRun(
  { measured, record, finish, attach, folder }: ScenarioRun,
  timings: Record<string, number>,
  context: RunContext,
): RunRecord {
  const { scenario, trials, stop } = measured;
  const completed = finishRunRecord(
    record,
    scenario,
    trials,
    {
      stop: stop ?? 'interrupted',
      interrupted: stop === 'interrupted',
      finishedAt: context.host.clock.now().toISOString(),
      timings,
    },
    context.checksAfter,
  );
  const finished = withFiles(completed, attach(selectTrialFiles(scenario, trials, folder)));
  for (const trial of trials) context.host.files.remove(trialFilesFolder(folder, trial));
  finish(finished);
  context.onProgress({ type: 'scenario-finished', record: finished });
  return finished;
}

function withFiles(record: RunRecord, { attachments, findings }: AttachedFiles): RunRecord {
  if (attachments.length === 0) return record;
  return { ...record, attachments, findings: [...record.findings, ...findings] };
}

/** Saves the measurements before a failure; if that fails, the next start recovers the journal. */
export function abandonScenarioRun(subject: ScenarioRun, context: RunContext): void {
  subject.measured.stop ??= 'interrupted';
  try {
    finishScenarioRun(subject, {}, context);
  } catch {
    // The original error is the one to report.
  }
}
