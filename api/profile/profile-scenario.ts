import type { Host } from '../../harness/host.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import { scenarioStarted } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import { runPrepareCommand } from '../../harness/sampling/run-prepare-command.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  requireStartedProcess,
  runPreRunChecks,
} from '../measure/checks-before-and-after-measurement.ts';
import { withExecutors } from '../measure/open-scenario-executors.ts';
import type { ProfilingOptions } from '../observe/profiling-options.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { readDurationNormsAndCodeRules } from '../project/read-project-duration-norms-and-code-rules.ts';
import { requireSingleScenario } from '../project/require-single-scenario.ts';
import { chooseProfiler } from './choose-profiler.ts';
import { type ProfilerRunOptions, runProfilers } from './run-profilers.ts';

/** Request to profile a scenario in separate trials. */
export interface ProfiledScenario extends ProfilingOptions {
  readonly type: 'scenario';
  readonly wanted: ScenarioRequest;
  readonly seed: number;
}

/** Options for profiling a scenario, in addition to those of the scenario itself. */
interface ProfileScenarioOptions
  extends ProfilerRunOptions,
    SessionContext,
    Pick<ProfiledScenario, 'profiler' | 'seed'> {}

/**
 * Profiles the one requested scenario; `admit` may reject scenarios with its own error.
 * @throws UserError if several scenarios match; the reason of the signal if it was aborted before.
 */
export async function profileRequestedScenario(
  host: Host,
  config: Config,
  { wanted, ...subject }: ProfiledScenario,
  measuring: SessionContext & Pick<ProfilerRunOptions, 'onProfile'>,
  admit: (scenarios: readonly Scenario[]) => void = () => undefined,
): Promise<ProfileReport> {
  const scenarios = await findScenarios(host, config, wanted);
  admit(scenarios);
  measuring.signal.throwIfAborted();
  const scenario = requireSingleScenario(scenarios, 'profile takes');
  return profileScenario(host, config, scenario, { ...subject, ...measuring });
}

/** Profiles a scenario in separate trials, each paired with a plain trial. */
export async function profileScenario(
  host: Host,
  config: Config,
  asked: Scenario,
  options: ProfileScenarioOptions,
): Promise<ProfileReport> {
  const { session, signal, seed, profiler: name } = options;
  options.onProgress(scenarioStarted(asked, 0, 1));
  const createdAt = host.clock.now();
  const startedMs = host.clock.monotonicMs();
  requireStartedProcess(asked);
  const knowledge = await readDurationNormsAndCodeRules(host, config);
  const foreign = name === 'v8' ? null : await chooseProfiler(host, name, asked);
  const prepared = await runPrepareCommand(host, asked, signal);
  return withExecutors(host, [asked], async ({ executors, environment, folder }) => {
    const executor = findExecutor(executors, asked.kind);
    const { scenario, findings } = await resolveScenarioBeforeMeasuring(executor, asked, signal);
    const checked = await runPreRunChecks(scenario, executor, environment, { session, signal });
    const before = [...prepared, ...findings, ...checked];
    const isBlocked = before.some(({ level }) => level === 'error');
    const id = createRecordId(createdAt, scenario.name);
    const base = { host, scenario, executor, session, folder, signal };
    const found = await runProfilers({ ...base, onProgress: options.onProgress }, options, {
      isBlocked,
      seed,
      foreign,
      root: config.root,
      stateFolder: config.stateFolder,
      knowledge,
      id,
    });
    return {
      schema: PROFILE_SCHEMA,
      id,
      created_at: createdAt.toISOString(),
      scenario: scenario.name,
      kind: scenario.kind,
      file: scenario.source?.file ?? null,
      root: config.root,
      seed,
      ...found.report,
      duration_ms: host.clock.monotonicMs() - startedMs,
      environment,
      findings: [...before, ...found.findings],
      state: isBlocked ? 'failed' : found.state,
    };
  });
}
