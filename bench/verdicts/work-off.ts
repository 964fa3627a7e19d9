import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import { createMeasurementLock } from '../../harness/sampling/measurement-lock.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import { buildPackage } from '../built-package.ts';
import type { DoseEntry, Entry, Provenance } from './entries.ts';
import type { Journal } from './journal.ts';
import { type PerformContext, perform } from './perform.ts';
import type { Dose } from './plant.ts';
import { createPace, durationText, outcomeText } from './progress.ts';
import { readProvenance } from './provenance.ts';
import type { Amounts, Task } from './tasks.ts';
import { openExecutors } from './units.ts';
import { openWorkbench } from './workbench.ts';

/** Failures in a row after which the machine, not a comparison, is what is wrong. */
const MOST_FAILURES = 3;

export interface WorkOptions {
  readonly journal: Journal<Entry>;
  /** Folder for what each comparison leaves. */
  readonly state: string;
  readonly amounts: Amounts;
  readonly seed: number;
  /** Pieces in all, with those that are done. */
  readonly total: number;
}

/** Outcome of the work: whether it was stopped, and the number of failed pieces. */
export interface WorkEnd {
  readonly wasStopped: boolean;
  readonly failures: number;
}

/**
 * Does what is left, each piece kept as soon as it is done. An interrupt ends it after cleaning up;
 * a piece that fails is left for the next time.
 */
export async function workOff(todo: readonly Task[], options: WorkOptions): Promise<WorkEnd> {
  if (todo.length === 0) return { wasStopped: false, failures: 0 };
  if (todo.some(({ type }) => type === 'compare')) buildPackage();
  const host = createHost();
  const executors = openExecutors(host);
  // Clears what a killed run left.
  const runFolder = openRunFolder(host);
  const stop = new AbortController();
  const onSignal = (): void => {
    console.error('stopping …');
    stop.abort(new Error('stopped'));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const provenance = readProvenance();
  const { signal } = stop;
  const workbench = openWorkbench({
    host,
    executors,
    folder: runFolder.path,
    signal,
    seed: options.seed,
    doseHalfWidth: options.amounts.doseHalfWidth,
    dose: createDoses(options.journal, provenance),
  });
  const context: PerformContext = {
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

/** Does one after another until all are done or it is stopped; how many failed. */
async function doAll(
  todo: readonly Task[],
  context: PerformContext,
  { journal, total }: WorkOptions,
): Promise<number> {
  const { host, signal } = context;
  const pace = createPace();
  let failures = 0;
  let inARow = 0;
  for (const [position, task] of todo.entries()) {
    if (signal.aborted) return failures;
    try {
      const { entry, tookSeconds } = await timed(host, () => perform(task, context));
      if (signal.aborted) return failures;
      journal.append({ ...entry, tookSeconds });
      pace.note(task, tookSeconds);
      inARow = 0;
      const done = total - todo.length + position + 1;
      const left = durationText(pace.leftSeconds(todo.slice(position + 1)));
      console.error(`[${done}/${total}] ${task.id}: ${outcomeText(entry)} (${left} left)`);
    } catch (error) {
      if (signal.aborted) return failures;
      failures += 1;
      inARow += 1;
      console.error(`${task.id} failed and is left for the next time: ${(error as Error).message}`);
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
  action: () => Promise<Entry>,
): Promise<{ readonly entry: Entry; readonly tookSeconds: number }> {
  const startedMs = host.clock.monotonicMs();
  const entry = await action();
  return { entry, tookSeconds: (host.clock.monotonicMs() - startedMs) / 1_000 };
}

/** Shares of work that were found before, or are found now and kept: resumed, it plants the same. */
function createDoses(journal: Journal<Entry>, provenance: () => Provenance) {
  return async (workload: string, metric: string, find: () => Promise<Dose>): Promise<Dose> => {
    const id = `dose/${workload}/${metric}`;
    const known = journal.entries().find((entry): entry is DoseEntry => entry.id === id);
    if (known !== undefined) return known;
    const entry: DoseEntry = { ...provenance(), type: 'dose', id, ...(await find()) };
    journal.append(entry);
    console.error(`${id}: ${outcomeText(entry)}`);
    return entry;
  };
}
