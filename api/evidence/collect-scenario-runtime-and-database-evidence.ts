import type { Host } from '../../harness/host.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import type {
  BusyFunction,
  ScenarioEvidence,
} from '../../harness/model/program/scenario-runtime-evidence.ts';
import { scenarioStarted } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { runPrepareCommand } from '../../harness/sampling/run-prepare-command.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { resolvePythonPath } from '../../profilers/attach-profiler-to-scenario.ts';
import { createCoverageProfiler } from '../../profilers/execution-coverage/coverage-profiler.ts';
import type { DatabaseAddress } from '../../profilers/postgres/database-address.ts';
import {
  addStatementPlans,
  createDatabaseQuery,
  readStatementCounts,
  subtractStatementCounts,
} from '../../profilers/postgres/statement-statistics.ts';

import {
  attachToPython,
  type EventLoopFunction,
  readPythonEventLoop,
} from '../../profilers/python/profile-python-event-loop.ts';
import { resolveWaitSourceMaps } from '../../profilers/waits/resolve-wait-source-maps.ts';
import { createWaitProfiler, type RecordedWaits } from '../../profilers/waits/wait-profiler.ts';
import { requireStartedProcess } from '../measure/checks-before-and-after-measurement.ts';
import { withExecutors } from '../measure/open-scenario-executors.ts';
import { createSourceReader } from '../observe/map-profiles-to-sources.ts';
import type { ObservedScenario } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { ObservedTrial, ObservedTrialsRequest } from '../observe/run-trials-with-observer.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { countSqlStatements } from './count-sql-statements.ts';
import {
  findBackgroundWaits,
  groupWaitsByRequest,
} from './group-recorded-waits-and-find-call-sites.ts';
import {
  countProfiledRequests,
  profileAllocationByFunction,
  profileCpuByFunction,
} from './profile-cpu-and-allocation-by-function.ts';
import {
  createEvidenceTrialObserver,
  type EvidenceTrialObserver,
} from './run-separate-trial-per-evidence-kind.ts';
import { timeDatabaseTransactions } from './time-database-transactions.ts';

/** Options of observing a scenario. */
interface EvidenceOptions extends SessionContext {
  readonly seed: number;
}

/**
 * Wraps a run so that its evidence includes what the database counted meanwhile.
 * @throws UserError if the database cannot be queried, before anything is run.
 */
export async function observeDatabaseCounters(
  host: Host,
  address: DatabaseAddress,
  signal: AbortSignal,
): Promise<(run: () => Promise<ScenarioEvidence>) => Promise<ScenarioEvidence>> {
  const ask = createDatabaseQuery(host, address, signal);
  await readStatementCounts(ask, address);
  return async (run) => {
    const before = await readStatementCounts(ask, address);
    const evidence = await run();
    const counted = subtractStatementCounts(before, await readStatementCounts(ask, address));
    const statements = await addStatementPlans(ask, counted);
    return { ...evidence, database: { server: address.displayName, statements } };
  };
}

/** Collects evidence; each part in its own trial, so none includes another's cost. */
export async function collectScenarioEvidence(
  host: Host,
  asked: Scenario,
  { session, signal, onProgress, seed }: EvidenceOptions,
): Promise<ScenarioEvidence> {
  onProgress(scenarioStarted(asked, 0, 1));
  requireStartedProcess(asked);
  const prepared = await runPrepareCommand(host, asked, signal);
  return withExecutors(host, [asked], async ({ executors, folder }) => {
    const executor = findExecutor(executors, asked.kind);
    const { scenario, findings } = await resolveScenarioBeforeMeasuring(executor, asked, signal);
    const subject = { host, scenario, executor, session, folder, signal, onProgress };
    const parts = createEvidenceTrialObserver(subject, createRandom(seed));
    const evidence = await takeParts(parts, subject);
    return { ...evidence, findings: [...prepared, ...findings, ...parts.failures()] };
  });
}

async function takeParts(
  { take, tell }: EvidenceTrialObserver,
  { host, scenario }: ObservedScenario,
): Promise<Omit<ScenarioEvidence, 'findings'>> {
  const sources = createSourceReader(host);
  const inBoth = <Seen>(attach: Parameters<typeof attachToPython<Seen>>[1]) =>
    attachToPython(host, attach, resolvePythonPath(scenario, host.env));
  const waits = await take('its statements', inBoth(withLoop(host)));
  const passes = await take('its paths', inBoth(createCoverageProfiler(host, sources).attach));
  const ofPython = waits === null ? null : busyInPython(waits, scenario);
  const seen = waits === null ? null : resolvePlaces(host, waits.seen);
  // A load without recorded requests is one undivided set of statements that describes no single
  // request.
  const isHeap = seen?.operations.length === 0 && 'server' in scenario;
  if (isHeap) tell(NO_REQUESTS);
  const record = isHeap ? null : seen;
  const requests = record === null ? [] : groupWaitsByRequest(record);
  return {
    scenario: scenario.name,
    unit: record !== null && record.operations.length === 0 ? 'run' : 'request',
    requests: requests.length,
    passes: passes === null ? null : passes.seen.files,
    unmapped: passes === null ? 0 : passes.seen.unmapped.length,
    statements: record === null ? null : countSqlStatements(record, requests),
    outside: record === null ? [] : countSqlStatements(record, [findBackgroundWaits(record)]),
    transactions: record === null ? [] : timeDatabaseTransactions(record, requests),
    busy: ofPython ?? (await profileCpuByFunction(host, scenario, take)),
    allocated: ofPython === null ? await profileAllocationByFunction(host, scenario, take) : null,
    database: null,
  };
}

const NO_REQUESTS: Finding = {
  id: 'no-requests-seen',
  level: 'warning',
  message:
    "None of the scenario's requests were observed in the program, so its SQL statements are not reported.",
  remedy:
    'Requests can be observed in node:http (Node.js) and in Starlette, FastAPI, Flask and Django (Python).',
};

/** Recorded waits, and functions that blocked the event loop; null: V8 does not run the program. */
interface WaitsAndLoop extends RecordedWaits {
  readonly loop: readonly EventLoopFunction[] | null;
}

function withLoop(host: Host): NonNullable<ObservedTrialsRequest<WaitsAndLoop>['attach']> {
  return (folder, nodeOptions) => {
    const { env, read } = createWaitProfiler(host).attach(folder, nodeOptions);
    return {
      env,
      read: async (stretch) => ({
        ...(await read(stretch)),
        loop: readPythonEventLoop(host, folder, stretch),
      }),
    };
  };
}

function busyInPython(
  waits: ObservedTrial<WaitsAndLoop>,
  scenario: Scenario,
): readonly BusyFunction[] | null {
  const requests = countProfiledRequests(waits, scenario);
  const { loop } = waits.seen;
  return (
    loop?.map(({ ms, ...busyFunction }) => ({ ...busyFunction, requestMs: ms / requests })) ?? null
  );
}

/** Calls of built files by the sources that they were built from. */
function resolvePlaces(host: Host, record: WaitRecord): WaitRecord {
  return resolveWaitSourceMaps(record, createSourceReader(host), []);
}
