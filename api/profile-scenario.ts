import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../harness/host.ts';
import type { Environment } from '../harness/model/environment.ts';
import {
  type Executor,
  executorFor,
  type PlannedTrial,
  UnitFailure,
} from '../harness/model/executor.ts';
import type { Finding } from '../harness/model/finding.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
  type ProfilingOverhead,
} from '../harness/model/profile-document.ts';
import type { Profiler, TakenProfile } from '../harness/model/profiler.ts';
import { type ProgressListener, scenarioStarted } from '../harness/model/progress.ts';
import { primaryMetric, type Scenario } from '../harness/model/scenario.ts';
import type { Failure, Trial } from '../harness/model/trial.ts';
import { UserError } from '../harness/model/user-error.ts';
import { readEnvironment } from '../harness/sampling/environment.ts';
import { beginTrial } from '../harness/sampling/measure-trial.ts';
import { prepareScenario } from '../harness/sampling/prepare.ts';
import { resolveScenario } from '../harness/sampling/resolve-scenario.ts';
import { openRunFolder } from '../harness/sampling/run-folder.ts';
import { recordId } from '../harness/sampling/start-record.ts';
import type { Config } from '../harness/scenario/config.ts';
import { medianInterval } from '../harness/stats/median-interval.ts';
import { median } from '../harness/stats/quantile.ts';
import { createRandom, type Random } from '../harness/stats/random.ts';
import { nodeOptionsOf, withVariables } from '../profilers/attach-environment.ts';
import { summariseProfiles } from '../profilers/summarise-profiles.ts';
import { createCpuProfiler } from '../profilers/v8/cpu-profiler.ts';
import { CHECKS_BEFORE } from './checks.ts';
import { createExecutors } from './compose-run.ts';
import type { Session } from './open-session.ts';
import { resolveProfiles } from './resolve-profiles.ts';

/** How a scenario is profiled, beside what it says itself. */
export interface ProfileScenarioOptions {
  /** Profiled trials, each beside one without. Default: 6, the least that give an interval of 95 %. */
  readonly trials?: number | undefined;
  readonly seed?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

const TRIALS = 6;
const CONFIDENCE = 0.95;
const SEED_LIMIT = 2 ** 31;

interface Taken {
  readonly profiles: readonly TakenProfile[];
  /** Primary metric, profiled / plain. */
  readonly ratios: readonly number[];
  readonly failure: Failure | null;
}

/** Profiles a scenario in trials of their own, each beside one that is not profiled. */
export async function profileScenario(
  host: Host,
  config: Config,
  asked: Scenario,
  session: Session,
  options: ProfileScenarioOptions,
): Promise<ProfileReport> {
  const { signal, seed = randomInt(SEED_LIMIT) } = options;
  options.onProgress(scenarioStarted(asked, 0, 1));
  const createdAt = host.clock.now();
  const startedMs = host.clock.monotonicMs();
  requireProcess(asked);
  const prepared = await prepareScenario(host, asked, signal);
  const executors = await createExecutors(host, [asked]);
  const folder = openRunFolder(host);
  try {
    const executor = executorFor(executors, asked.kind);
    const environment = await readEnvironment(host);
    const { scenario, findings } = await checkBefore(asked, executor, environment, session, signal);
    const before = [...prepared, ...findings];
    const isBlocked = before.some(({ level }) => level === 'error');
    const subject: Subject = {
      host,
      scenario,
      executor,
      profiler: createCpuProfiler(host),
      session,
      folder: folder.path,
      signal,
      onProgress: options.onProgress,
    };
    const taken = isBlocked
      ? NONE_TAKEN
      : await takeProfiles(subject, options.trials ?? TRIALS, createRandom(seed));
    const resolved = resolveProfiles(
      host,
      taken.profiles.map(({ profile }) => profile),
    );
    const [first, ...others] = resolved.profiles;
    const summary = first === undefined ? NOTHING : summariseProfiles([first, ...others]);
    const all: readonly Finding[] = [
      ...before,
      ...failureFinding(taken.failure),
      ...lostFinding(taken),
      ...resolved.findings,
    ];
    return {
      schema: PROFILE_SCHEMA,
      id: recordId(createdAt, scenario.name),
      created_at: createdAt.toISOString(),
      scenario: scenario.name,
      kind: scenario.kind,
      file: scenario.source?.file ?? null,
      root: config.root,
      tool: subject.profiler.id,
      seed,
      trials: taken.profiles.length,
      ...summary,
      overhead: overheadOf(scenario, taken.ratios),
      duration_ms: host.clock.monotonicMs() - startedMs,
      environment,
      findings: all,
      state: isBlocked ? 'failed' : stateOf(taken, signal),
    };
  } finally {
    await Promise.allSettled(executors.map((one) => one.dispose?.()));
    await host.processes.stopAll();
    folder.remove();
  }
}

/** The scenario with what it brings itself, and what is known before the first trial. */
async function checkBefore(
  asked: Scenario,
  executor: Executor,
  environment: Environment,
  session: Session,
  signal: AbortSignal,
): Promise<{ readonly scenario: Scenario; readonly findings: readonly Finding[] }> {
  const { scenario, findings } = await resolveScenario(executor, asked, signal);
  const checked = (await executor.check?.(scenario)) ?? [];
  const machine = await session.readMachineState(signal);
  const looked = CHECKS_BEFORE.flatMap(({ check }) => check({ scenario, environment, machine }));
  return { scenario, findings: [...findings, ...checked, ...looked] };
}

interface Subject {
  readonly host: Host;
  readonly scenario: Scenario;
  readonly executor: Executor;
  readonly profiler: Profiler;
  readonly session: Session;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/** One pair after the other, in an order by coin; the first one that fails ends it. */
async function takeProfiles(subject: Subject, count: number, random: Random): Promise<Taken> {
  const profiles: TakenProfile[] = [];
  const ratios: number[] = [];
  const metric = primaryMetric(subject.scenario);
  let done = 0;
  for (let pair = 0; pair < count && !subject.signal.aborted; pair += 1) {
    const seed = 1 + random.integer(SEED_LIMIT - 1);
    const isProfiledFirst = random.integer(2) === 1;
    const values: { plain?: number; profiled?: number } = {};
    for (const isProfiled of [isProfiledFirst, !isProfiledFirst]) {
      const planned: PlannedTrial = {
        index: 2 * pair + (isProfiled ? 1 : 0),
        warmup: false,
        side: 'a',
        pair,
        slot: 0,
        seed,
        ...(isProfiled && { pass: 'profile' }),
      };
      const { trial, profile } = await takeTrial(subject, planned, isProfiled);
      done += 1;
      const leftMs = trial.durationMs * (2 * count - done);
      const { name } = subject.scenario;
      subject.onProgress({ type: 'trial-finished', scenario: name, trial, done, leftMs });
      if (trial.state === 'aborted') return { profiles, ratios, failure: null };
      if (trial.state === 'failed') return { profiles, ratios, failure: trial.failure };
      if (profile !== null && 'reason' in profile) return { profiles, ratios, failure: profile };
      if (profile !== null) profiles.push(profile);
      values[isProfiled ? 'profiled' : 'plain'] = trial.measurements[metric] ?? Number.NaN;
    }
    const ratio = (values.profiled ?? Number.NaN) / (values.plain ?? Number.NaN);
    if (Number.isFinite(ratio) && ratio > 0) ratios.push(ratio);
  }
  return { profiles, ratios, failure: null };
}

async function takeTrial(
  { host, scenario, executor, profiler, session, folder, signal }: Subject,
  planned: PlannedTrial,
  isProfiled: boolean,
): Promise<{ readonly trial: Trial; readonly profile: TakenProfile | Failure | null }> {
  const own = join(folder, `profile-${planned.index}`);
  host.files.makeFolder(own);
  const attached = isProfiled ? profiler.attach(own, nodeOptionsOf(scenario, host.env)) : null;
  const measured = attached === null ? scenario : withVariables(scenario, attached.env);
  return session.lock.hold(
    scenario.name,
    async () => {
      const open = beginTrial(host, executor, measured, planned, { folder, signal });
      await open.open();
      const fromMs = host.clock.monotonicMs();
      await open.measure({ index: 0, durationMs: null });
      const toMs = host.clock.monotonicMs();
      const trial = await open.end();
      if (attached === null || trial.state !== 'completed') return { trial, profile: null };
      const profile = await attached.read({ fromMs, toMs }).catch(failureOf);
      host.files.remove(own);
      return { trial, profile };
    },
    signal,
  );
}

function failureOf(error: unknown): Failure {
  if (error instanceof UnitFailure) return error.failure;
  throw error;
}

function overheadOf(scenario: Scenario, ratios: readonly number[]): ProfilingOverhead | null {
  if (ratios.length === 0) return null;
  const { low, high } = medianInterval(ratios, CONFIDENCE);
  const metric = primaryMetric(scenario);
  return { metric, ratio: median(ratios), low, high, pairs: ratios.length };
}

function stateOf({ failure }: Taken, signal: AbortSignal): ProfileReport['state'] {
  if (signal.aborted) return 'interrupted';
  return failure === null ? 'completed' : 'failed';
}

/** @throws UserError where the program runs already, so that nothing can be put into it. */
function requireProcess({ name, kind, ...scenario }: Scenario): void {
  if (!('server' in scenario) || scenario.server !== null) return;
  throw new UserError({
    code: 'not-profilable',
    message: `The server of "${name}" is not started by perf-harness, so that it cannot be profiled.`,
    remedy: `Give the ${kind} scenario a \`server\` with its command.`,
  });
}

function lostFinding({ profiles }: Taken): readonly Finding[] {
  const lost = profiles.reduce((sum, one) => sum + one.lost, 0);
  if (lost === 0) return [];
  return [
    {
      id: 'profile-incomplete',
      level: 'warning',
      message: `${lost} threads or processes in ${profiles.length} trials were ended before they could write a profile; what they did is not in it.`,
      remedy: 'Let worker threads end by themselves, and processes by themselves or by SIGTERM.',
    },
  ];
}

function failureFinding(failure: Failure | null): readonly Finding[] {
  if (failure === null) return [];
  const { message, remedy } = failure;
  return [
    { id: 'profile-failed', level: 'error', message, remedy: remedy ?? 'Run it by hand and look.' },
  ];
}

const NONE_TAKEN: Taken = { profiles: [], ratios: [], failure: null };

const NOTHING = {
  unit: 'ms',
  confidence: 0,
  threads: 0,
  samples: 0,
  busy: 0,
  idle: null,
  functions: [],
  hot_spots: [],
  owners: [],
  tree: { parent: [], function: [], weight: [] },
} as const;
