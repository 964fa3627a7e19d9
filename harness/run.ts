/** The path from scenarios to a report. All that it needs to touch the world is handed in. */
import { worstVerdict } from './gate/judge.ts';
import type { RecordStore } from './history/record-store.ts';
import type { Host } from './host.ts';
import type { CheckAfter, CheckBefore } from './model/check.ts';
import { REPORT_SCHEMA, type Report } from './model/document.ts';
import type { Environment } from './model/environment.ts';
import { type AnyExecutor, executorFor } from './model/executor.ts';
import type { MachineState } from './model/machine-state.ts';
import type { ProgressListener } from './model/progress.ts';
import type { RunRecord } from './model/record.ts';
import type { Scenario } from './model/scenario.ts';
import { completeRecord } from './sampling/complete-record.ts';
import { type Measured, measureTogether } from './sampling/measure-together.ts';
import type { MeasurementLock } from './sampling/measurement-lock.ts';
import { prepareScenario } from './sampling/prepare.ts';
import { startRecord } from './sampling/start-record.ts';
import { createRandom } from './stats/random.ts';
import { rankGroups } from './stats/rank.ts';

/** What a run is made with: lists composed by the caller, nothing looked up. */
export interface RunParts {
  readonly host: Host;
  readonly executors: readonly AnyExecutor[];
  readonly checksBefore: readonly CheckBefore[];
  readonly checksAfter: readonly CheckAfter[];
  readonly store: RecordStore;
  readonly lock: MeasurementLock;
  readonly environment: Environment;
  /** The signal ends waiting for a quiet moment, not the reading itself. */
  readonly readMachineState: (signal: AbortSignal) => Promise<MachineState>;
  readonly onProgress: ProgressListener;
}

export interface RunOptions {
  /** Order of measuring and V8 seeds come from it. */
  readonly seed: number;
  /** Folder for what units leave; the caller removes it. */
  readonly folder: string;
  /** Aborts when the user interrupts; what was measured is kept. */
  readonly signal: AbortSignal;
}

/** Measures scenarios one after another, those of one group in turn, and judges them. */
export async function run(
  scenarios: readonly Scenario[],
  parts: RunParts,
  options: RunOptions,
): Promise<Report> {
  const random = createRandom(options.seed);
  const runs: RunRecord[] = [];
  for (const batch of batches(scenarios)) {
    if (options.signal.aborted) break;
    const started = parts.host.clock.monotonicMs();
    const subjects = [];
    for (const scenario of batch) {
      const position = runs.length + subjects.length;
      parts.onProgress({
        type: 'scenario-started',
        scenario: scenario.name,
        position,
        total: scenarios.length,
      });
      subjects.push(await begin(scenario, parts, options));
    }
    const measuring = parts.host.clock.monotonicMs();
    await measureTogether(
      subjects.map(({ measured }) => measured),
      { ...parts, ...options, random },
    );
    const ended = parts.host.clock.monotonicMs();
    const timings = { prepare: measuring - started, measure: ended - measuring };
    for (const subject of subjects) runs.push(end(subject, timings, parts));
  }
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings: [],
    verdict: worstVerdict(runs.map((one) => one.verdict)),
  };
}

interface Subject {
  readonly measured: Measured;
  readonly record: RunRecord;
  readonly finish: (record: RunRecord) => void;
}

async function begin(scenario: Scenario, parts: RunParts, options: RunOptions): Promise<Subject> {
  const executor = executorFor(parts.executors, scenario.kind);
  const machine = await parts.readMachineState(options.signal);
  const { environment, host } = parts;
  const findings = [
    ...(await prepareScenario(host, scenario, options.signal)),
    ...((await executor.check?.(scenario)) ?? []),
    ...parts.checksBefore.flatMap(({ check }) => check({ scenario, environment, machine })),
  ];
  const record = startRecord(host.clock.now(), scenario, {
    environment,
    findings,
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
  return { measured, record, finish: journal.finish };
}

function end(
  { measured, record, finish }: Subject,
  timings: Record<string, number>,
  parts: RunParts,
): RunRecord {
  const { scenario, trials, stop } = measured;
  const finished = completeRecord(
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
  finish(finished);
  parts.onProgress({ type: 'scenario-finished', record: finished });
  return finished;
}

/** Scenarios that are measured together: those of one group; alone where there is none. */
function batches(scenarios: readonly Scenario[]): readonly (readonly Scenario[])[] {
  const groups = new Map<string, Scenario[]>();
  for (const [index, scenario] of scenarios.entries()) {
    const key = scenario.group === null ? `alone ${index}` : `group ${scenario.group}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [scenario]);
    else known.push(scenario);
  }
  return [...groups.values()];
}
