import type { Host } from '../../harness/host.ts';
import { preparationFindings } from '../../harness/live-comparison/base-and-head-preparation-findings.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
} from '../../harness/model/documents/profile-diff-document.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { scenarioStarted } from '../../harness/model/progress-event.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import { describeFailure } from '../../harness/sampling/measure-trial.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { createDifferentialProfile } from '../../profilers/create-differential-profile.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import {
  type OpenLiveSides,
  withLiveSides,
} from '../comparison-sides/run-with-base-and-head-snapshots.ts';
import {
  requireStartedProcess,
  runPreRunChecks,
} from '../measure/checks-before-and-after-measurement.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { type ProfiledTrialPairs, profileTrialPairs } from './profile-base-head-trial-pairs.ts';

/** Request to profile two sides of a scenario alternately. */
export interface ProfiledSides {
  readonly type: 'sides';
  readonly sides: LiveSidesRequest;
  readonly wanted: ScenarioRequest;
  readonly pairs: number;
  readonly seed: number;
}

/** Options for profiling two sides of a scenario, in addition to those of the scenario itself. */
interface ProfileDiffOptions
  extends SessionContext,
    Pick<ProfiledSides, 'sides' | 'pairs' | 'seed'> {}

/**
 * Profiles two sides of a scenario alternately and reports the difference between them.
 * @throws UserError if a side cannot be created, or if no pair could be profiled.
 */
export async function profileAndDiffSides(
  host: Host,
  config: Config,
  asked: Scenario,
  options: ProfileDiffOptions,
): Promise<ProfileDiffReport> {
  const { session, signal, seed, pairs, onProgress } = options;
  requireStartedProcess(asked);
  onProgress(scenarioStarted(asked, 0, 1));
  const createdAt = host.clock.now();
  const startedMs = host.clock.monotonicMs();
  return withLiveSides(host, config, [asked], options, async (open) => {
    const executor = findExecutor(open.executors, asked.kind);
    const { scenario, findings } = await resolveScenarioBeforeMeasuring(executor, asked, signal);
    const { environment } = open;
    const before = [
      ...preparationFindings(open.sides.base, asked.name),
      ...preparationFindings(open.sides.head, asked.name),
      ...findings,
      ...(await runPreRunChecks(scenario, executor, environment, options)),
    ];
    const isBlocked = before.some(({ level }) => level === 'error');
    const taken: ProfiledTrialPairs = isBlocked
      ? { pairs: [], failure: null }
      : await profileTrialPairs({
          host,
          root: config.root,
          open,
          session,
          signal,
          onProgress,
          scenario,
          executor,
          random: createRandom(seed),
          pairs,
          fewestPairs: pairs,
          timeMs: Number.POSITIVE_INFINITY,
          maxTimeMs: Number.POSITIVE_INFINITY,
        });
    const [first, ...others] = taken.pairs.map(({ pair }) => pair);
    const isFailed = isBlocked || taken.failure !== null;
    return {
      schema: PROFILE_DIFF_SCHEMA,
      id: createRecordId(createdAt, scenario.name),
      created_at: createdAt.toISOString(),
      scenario: scenario.name,
      kind: scenario.kind,
      file: scenario.source?.file ?? null,
      root: config.root,
      ...sidesOf(open),
      seed,
      difference: first === undefined ? null : createDifferentialProfile([first, ...others]),
      duration_ms: host.clock.monotonicMs() - startedMs,
      environment,
      findings: [...before, ...failureFinding(taken)],
      state: signal.aborted ? 'interrupted' : isFailed ? 'failed' : 'completed',
    };
  });
}

function sidesOf({
  sides: { base, head },
}: OpenLiveSides): Pick<ProfileDiffReport, 'base' | 'head'> {
  return {
    base: { label: base.label, commit: base.commit },
    head: { label: head.label, commit: head.commit },
  };
}

function failureFinding({ failure }: ProfiledTrialPairs): readonly Finding[] {
  if (failure === null) return [];
  const remedy = failure.remedy ?? 'Run the scenario manually to find the cause.';
  return [{ id: 'profile-failed', level: 'error', message: describeFailure(failure), remedy }];
}
