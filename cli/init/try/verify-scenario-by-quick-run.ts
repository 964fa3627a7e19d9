import { join, relative, resolve } from 'node:path';
import { runScenarios } from '../../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { resolveRealPath } from '../../../harness/host/folder-tree-operations.ts';
import { relativePathInside } from '../../../harness/host/relative-path-inside.ts';
import type { Host } from '../../../harness/host.ts';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { addEnvironmentVariables } from '../../../harness/model/scenario/add-scenario-environment-variables.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import type { Trial } from '../../../harness/model/trial.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { defaultConfig } from '../../../harness/scenario/project-config.ts';
import { readLoadedFiles, traceLoadedFiles } from '../../../harness/snapshot/trace-loaded-files.ts';
import { formatDuration, formatQuantity } from '../../../reports/format-quantity.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import type { FirstScenario, ProgramKind } from '../scenario-candidates/scenario-candidate.ts';
import {
  isTimeBounded,
  type ObservedProgram,
  observeCandidateProgram,
} from './check-candidate-program-before-measurement.ts';
import {
  describeProjectFailure,
  findMissingRequirement,
  type Remedies,
} from './diagnose-scenario-failure.ts';
import { openInitMeasurementSession } from './open-init-measurement-session.ts';
import { createPausableTimeout, type PausableTimeout } from './pausable-timeout.ts';

/** Time limits to try one scenario, milliseconds: servers must start; k6 scripts have their own. */
const LIMIT_MS = 20_000;
const LONG_LIMIT_MS = 60_000;
const READY_MS = 20_000;
/** Minimum time of a call, 200 ns: what takes less is rarely what a program waits for. */
const LEAST_CALL_MS = 2e-4;
/** Shortest call of the project's own benchmarks: below 1 ns, the compiler eliminated it. */
const LEAST_BENCHMARK_MS = 1e-6;
/** Settings with which k6 overrides the script's own options. */
const ONE_TURN = { K6_VUS: '1', K6_ITERATIONS: '1' };
/** It ended sooner with a faster clock, so its time does not reflect its work. */
const RUNS_BY_CLOCK =
  'it runs for a fixed time, so its duration does not depend on the speed of the code; measure a function that it calls: perf-harness init function src/file.js::name';
/** Share of failed requests above which the server counts as broken. */
const MOST_ERRORS = 0.5;
/** As deep as `scenarios/`, so that the scenario written there later equals the tried one. */
const FOLDER = '.perf-harness';

export type ScenarioTryResult =
  | {
      readonly type: 'works';
      readonly saw: string;
      /** Time of a call or a run, milliseconds; null: not measured. */
      readonly timeMs: number | null;
      /** Files that Node.js loaded for it: absolute paths with links resolved. */
      readonly loaded: readonly string[];
      /** Scenarios of its file, of which the first was run. */
      readonly scenarios: number;
    }
  | { readonly type: 'failed'; readonly problem: string };

/**
 * Runs a scenario as `run --quick` does, with a single trial if that is enough. Its file and its
 * record are removed afterwards.
 */
export async function tryScenario(
  { host, root, remedies, limit: whole }: InspectedProject,
  first: FirstScenario,
  ending: string,
  signal: AbortSignal,
): Promise<ScenarioTryResult> {
  const folder = join(root, FOLDER);
  const isFolderOurs = !host.files.isFolder(folder);
  const file =
    first.type === 'file' ? join(root, first.path) : join(folder, `try-${process.pid}.${ending}`);
  const isLong = first.type === 'text' && first.isLong;
  const limitMs = isLong ? LONG_LIMIT_MS : LIMIT_MS;
  const limit = createPausableTimeout(host.clock, limitMs);
  const inputs = first.type === 'text' ? first.inputs : null;
  try {
    if (first.type === 'text') host.files.writeAtomic(file, first.textOf(first.prepare));
    if (inputs !== null) host.files.writeAtomic(join(folder, inputs.name), inputs.text);
    const measured = await measureOnce(host, root, file, {
      isPrepared: first.type === 'text' && first.prepare !== null,
      program: first.type === 'text' ? first.program : null,
      limits: [limit, whole],
      limitMs,
      remedies,
      signal: AbortSignal.any([signal, limit.signal]),
    });
    if (limit.signal.aborted) return tooLate(limitMs);
    if (typeof measured === 'string') return { type: 'failed', problem: measured };
    const top = resolveRealPath(root) ?? root;
    return outcomeOf(measured, {
      answered: first.type === 'text' ? first.answered : null,
      leastMs: first.type === 'text' ? LEAST_CALL_MS : LEAST_BENCHMARK_MS,
      remedies,
      isOwn: (path) => {
        const inside = relativePathInside(top, path);
        return inside !== null && !inside.includes('node_modules');
      },
    });
  } catch (error) {
    if (limit.signal.aborted) return tooLate(limitMs);
    if (!(error instanceof UserError) || signal.aborted || error.exitCode === EXIT.defect)
      throw error;
    // The temporary file of a text is not named, since the user has never seen it.
    const message =
      first.type === 'file'
        ? error.message
        : error.message
            .replaceAll(file, 'the scenario')
            .replaceAll(relative(root, file), 'the scenario');
    return { type: 'failed', problem: withNeeds(message.trim().replace(/\.$/u, ''), remedies) };
  } finally {
    limit.end();
    if (first.type === 'text') host.files.remove(file);
    if (inputs !== null) host.files.remove(join(folder, inputs.name));
    if (isFolderOurs) host.files.remove(folder);
  }
}

/** Result of a single measurement. */
interface Measured {
  readonly record: RunRecord;
  /** null: it is no program that is observed. */
  readonly observed: ObservedProgram | null;
  readonly loaded: readonly string[];
  readonly scenarios: number;
}

interface MeasuringOnce {
  readonly isPrepared: boolean;
  readonly program: ProgramKind | null;
  /** Limits that are paused while another measurement runs. */
  readonly limits: readonly PausableTimeout[];
  readonly limitMs: number;
  readonly remedies: Remedies;
  /** Aborts at the limit too. */
  readonly signal: AbortSignal;
}

/** @returns The measurement, or the reason why it cannot be measured. */
async function measureOnce(
  host: Host,
  root: string,
  file: string,
  { isPrepared, program, limits, limitMs, remedies, signal }: MeasuringOnce,
): Promise<Measured | string> {
  const stateFolder = resolve(host.temporaryFolder, `perf-harness-init-${process.pid}`);
  const trace = join(stateFolder, 'trace');
  host.files.makeFolder(trace);
  const config = { ...defaultConfig(root), stateFolder };
  const session = openInitMeasurementSession(host, limits, signal);
  try {
    const wanted = readScenarios({ targets: [file], quick: true });
    const all = await findScenarios(host, config, wanted);
    const [scenario] = all;
    if (scenario === undefined) return 'it contains no benchmark';
    const observing = { folder: stateFolder, limitMs, remedies, signal };
    const observed =
      program === null || scenario.kind !== 'command'
        ? null
        : await session.lock.hold(
            scenario.name,
            () => observeCandidateProgram(host, scenario, { kind: program, ...observing }),
            signal,
          );
    if (observed !== null && observed.problem !== null) return observed.problem;
    const once = addEnvironmentVariables(forOneLook(scenario, isPrepared), (nodeOptions) =>
      traceLoadedFiles(trace, nodeOptions ?? host.env.NODE_OPTIONS),
    );
    const report = await runScenarios(host, config, [once], {
      session,
      signal,
      onProgress: () => undefined,
      seed: 1,
    });
    const record = report.runs[0];
    return record === undefined
      ? 'nothing in it could be measured'
      : {
          record,
          observed,
          loaded: readLoadedFiles(host.files, trace),
          scenarios: all.length,
        };
  } finally {
    await session.close();
    host.files.remove(stateFolder);
  }
}

/** Limits a scenario to one trial, enough to see if it works, unless its kind has short trials. */
function forOneLook(scenario: Scenario, isPrepared: boolean): Scenario {
  const singleTrial = { minTrials: 1, maxTrials: 1, warmupTrials: 0 };
  const sampling =
    scenario.kind === 'function' ? scenario.sampling : { ...scenario.sampling, ...singleTrial };
  // The load of a k6 script may take minutes; one iteration is enough here.
  const env = scenario.kind === 'k6' ? { ...scenario.env, ...ONE_TURN } : scenario.env;
  const looked = { ...scenario, sampling, env, ...(isPrepared && { prepare: null }) };
  if ((looked.kind !== 'http' && looked.kind !== 'k6') || looked.server === null) return looked;
  return { ...looked, server: { ...looked.server, readyTimeoutMs: READY_MS } };
}

interface Expected {
  readonly answered: string | null;
  readonly leastMs: number;
  readonly remedies: Remedies;
  /** True for a file of the project itself. */
  readonly isOwn: (path: string) => boolean;
}

function outcomeOf(
  { record, observed, loaded, scenarios }: Measured,
  { answered, leastMs, remedies, isOwn }: Expected,
): ScenarioTryResult {
  const { scenario, kind, trials, findings } = record;
  const failed = trials.find((trial) => trial.state === 'failed');
  if (failed !== undefined) {
    const { message, output = '' } = failed.failure;
    return { type: 'failed', problem: describeProjectFailure(message, output, remedies) };
  }
  const measured = trials.find((trial) => trial.state === 'completed' && !trial.warmup);
  // A load generator at its limit voids a figure, and still everything was answered.
  if (measured?.state !== 'completed') {
    const grave = findings.find(({ level }) => level === 'error');
    return { type: 'failed', problem: grave?.message ?? 'nothing in it could be measured' };
  }
  const { wall_time: time = null } = measured.measurements;
  if (observed !== null && time !== null && isTimeBounded(observed, time)) {
    return { type: 'failed', problem: RUNS_BY_CLOCK };
  }
  if (observed?.hasFastClock === true && loaded.filter(isOwn).length === 1) {
    return { type: 'failed', problem: 'it loads no code of the project' };
  }
  if (kind === 'function' && time !== null && time < leastMs) {
    const short = formatQuantity(time, 'ms', 2);
    return { type: 'failed', problem: `a call takes ${short}, too little to be measured` };
  }
  const errors = measured.measurements.error_rate ?? 0;
  if (errors > MOST_ERRORS) {
    const percent = Math.round(100 * errors);
    return {
      type: 'failed',
      problem: `${percent} % of the requests failed; if the server limits the request rate, lift the limit for load tests`,
    };
  }
  const saw = sentenceOf(scenario, kind, measured, answered);
  return { type: 'works', saw, timeMs: time, loaded, scenarios };
}

function sentenceOf(
  scenario: string,
  kind: RunRecord['kind'],
  { measurements }: Extract<Trial, { readonly state: 'completed' }>,
  answered: string | null,
): string {
  const latency = measurements['latency.p50'];
  const time = measurements.wall_time;
  if (answered !== null && latency !== undefined) {
    return `${answered} in ${formatQuantity(latency, 'ms', 2)}`;
  }
  if (latency !== undefined) {
    return `${scenario} responds in ${formatQuantity(latency, 'ms', 2)}`;
  }
  if (time === undefined) return `${scenario} runs`;
  return kind === 'function'
    ? `${scenario} takes ${formatQuantity(time, 'ms', 2)} per call`
    : `${scenario} takes ${formatDuration(time)}`;
}

function tooLate(limitMs: number): ScenarioTryResult {
  return { type: 'failed', problem: `it did not finish within ${limitMs / 1_000} s` };
}

/** Adds missing requirements to a message of perf-harness itself, which is already a sentence. */
function withNeeds(message: string, remedies: Remedies): string {
  const needs = findMissingRequirement(message, remedies);
  const first = message.split('\n')[0] ?? message;
  return needs === null ? first : `${first}; it needs ${needs}`;
}
