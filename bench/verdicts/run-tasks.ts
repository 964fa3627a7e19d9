import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { openTemporaryRunFolder } from '../../harness/sampling/trial-artifact-files.ts';
import { buildPackage } from '../built-package.ts';
import type { BenchJournal } from './bench-journal.ts';
import type { DoseResponse } from './dose-response.ts';
import { createPaceEstimator, describeOutcome, formatDuration } from './pace-estimator.ts';
import type { TaskAmounts, VerdictsTask } from './plan-tasks.ts';
import { readProvenance } from './provenance.ts';
import { runTask, type TaskContext } from './run-task.ts';
import type { DoseResponseEntry, Provenance, VerdictsEntry } from './verdict-entries.ts';
import { openWorkloadProjects } from './workload-projects.ts';
import { openBenchExecutors } from './workload-units.ts';

/** Consecutive failures after which the machine, not a comparison, is the likely cause. */
const MOST_FAILURES = 3;

export interface RunTasksOptions {
  readonly journal: BenchJournal<VerdictsEntry>;
  /** Folder for the output of each comparison. */
  readonly state: string;
  readonly amounts: TaskAmounts;
  readonly seed: number;
  /** Total number of tasks, completed tasks included. */
  readonly total: number;
}

/** Outcome of the work: whether it was stopped, and the number of failed pieces. */
export interface RunTasksResult {
  readonly wasStopped: boolean;
  readonly failures: number;
}

/**
 * Runs the remaining tasks and saves each as soon as it is complete. An interrupt ends the run
 * after a cleanup; a failed task is left for the next run.
 */
export async function runTasks(
  todo: readonly VerdictsTask[],
  options: RunTasksOptions,
): Promise<RunTasksResult> {
  if (todo.length === 0) return { wasStopped: false, failures: 0 };
  if (todo.some(({ type }) => type === 'compare')) buildPackage();
  const host = createHost();
  const executors = openBenchExecutors(host);
  // Removes leftovers of a killed run.
  const runFolder = openTemporaryRunFolder(host);
  const stop = new AbortController();
  const onSignal = (): void => {
    console.error('stopping …');
    stop.abort(new Error('stopped'));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const provenance = readProvenance();
  const { signal } = stop;
  const workbench = openWorkloadProjects({
    host,
    executors,
    folder: runFolder.path,
    signal,
    seed: options.seed,
    doseHalfWidth: options.amounts.doseHalfWidth,
    dose: createDoses(options.journal, provenance),
  });
  const context: TaskContext = {
    host,
    executors,
    workbench,
    documents: join(options.state, 'documents'),
    seed: options.seed,
    time: options.amounts.time,
    lock: createMeasurementLock(host, {
      label: 'bench verdicts',
      onWaiting: (holder) => console.error(`waiting for ${holder}`),
    }),
    signal,
    provenance,
  };
  try {
    const failures = await doAll(todo, context, options);
    return { wasStopped: signal.aborted, failures };
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await executors.dispose();
    await host.processes.stopAll();
    runFolder.remove();
  }
}

/** Runs tasks in sequence until done or stopped, and returns the number of failures. */
async function doAll(
  todo: readonly VerdictsTask[],
  context: TaskContext,
  { journal, total }: RunTasksOptions,
): Promise<number> {
  const { host, signal } = context;
  const pace = createPaceEstimator();
  let failures = 0;
  let inARow = 0;
  for (const [position, task] of todo.entries()) {
    if (signal.aborted) return failures;
    try {
      const { entry, tookSeconds } = await timed(host, () => runTask(task, context));
      if (signal.aborted) return failures;
      journal.append({ ...entry, tookSeconds });
      pace.note(task, tookSeconds);
      inARow = 0;
      const done = total - todo.length + position + 1;
      const left = formatDuration(pace.leftSeconds(todo.slice(position + 1)));
      console.error(`[${done}/${total}] ${task.id}: ${describeOutcome(entry)} (${left} left)`);
    } catch (error) {
      if (signal.aborted) return failures;
      failures += 1;
      inARow += 1;
      console.error(`${task.id} failed and is left for next time: ${(error as Error).message}`);
      if (inARow >= MOST_FAILURES) {
        console.error(`${inARow} pieces in a row failed; something other than chance is wrong.`);
        return failures;
      }
    }
  }
  return failures;
}

async function timed(
  host: Host,
  action: () => Promise<VerdictsEntry>,
): Promise<{ readonly entry: VerdictsEntry; readonly tookSeconds: number }> {
  const startedMs = host.clock.monotonicMs();
  const entry = await action();
  return { entry, tookSeconds: (host.clock.monotonicMs() - startedMs) / 1_000 };
}

/** Creates a dose-response cache in the journal, so a resumed bench plants the same slowdowns. */
function createDoses(journal: BenchJournal<VerdictsEntry>, provenance: () => Provenance) {
  return async (
    workload: string,
    metric: string,
    find: () => Promise<DoseResponse>,
  ): Promise<DoseResponse> => {
    const id = `dose/${workload}/${metric}`;
    const known = journal.entries().find((entry): entry is DoseResponseEntry => entry.id === id);
    if (known !== undefined) return known;
    const entry: DoseResponseEntry = { ...provenance(), type: 'dose', id, ...(await find()) };
    journal.append(entry);
    console.error(`${id}: ${describeOutcome(entry)}`);
    return entry;
  };
}
