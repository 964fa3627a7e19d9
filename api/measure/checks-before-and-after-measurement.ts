import { bottleneck } from '../../harness/checks/bottleneck.ts';
import { loadGeneratorSaturated } from '../../harness/checks/load-generator-saturated.ts';
import {
  battery,
  busyMachine,
  clockChanged,
  coarseClock,
  cpuFrequencyScaling,
  debuggerOrCoverage,
  platformLacks,
} from '../../harness/checks/machine-checks.ts';
import { drift, unstableBaseline } from '../../harness/checks/metric-drift-checks.ts';
import { highVariance, outliers, twoModes } from '../../harness/checks/sample-spread-checks.ts';
import {
  coarseTimer,
  lowResolution,
  notSteady,
} from '../../harness/checks/timing-quality-checks.ts';
import { tooFewTrials, wideInterval } from '../../harness/checks/trial-count-checks.ts';
import {
  blockedHosts,
  droppedIterations,
  failedTrials,
  metricMissing,
  mixedExitCodes,
  notAtRest,
  outlivedProcesses,
  targetErrors,
  transformedSources,
} from '../../harness/checks/trial-failure-and-validity-checks.ts';
import type { Executor } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import type {
  CheckAfter,
  CheckBefore,
} from '../../harness/model/measurement-validity-check-types.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';

/** Checks before the first trial, in the order in which reports list their findings. */
export const PRE_RUN_CHECKS: readonly CheckBefore[] = [
  busyMachine,
  debuggerOrCoverage,
  cpuFrequencyScaling,
  battery,
  coarseClock,
  platformLacks,
];

/**
 * Checks after the last trial of a side of a live comparison. Checks of the precision of a median
 * are left out, since verdicts rest on the spread of the pairs themselves.
 */
export const POST_COMPARISON_CHECKS: readonly CheckAfter[] = [
  failedTrials,
  targetErrors,
  blockedHosts,
  notAtRest,
  droppedIterations,
  clockChanged,
  metricMissing,
  loadGeneratorSaturated,
  bottleneck,
  outlivedProcesses,
  mixedExitCodes,
  coarseTimer,
  transformedSources,
];

/** Checks after the last trial of a run, in the order in which reports list their findings. */
export const POST_RUN_CHECKS: readonly CheckAfter[] = [
  ...POST_COMPARISON_CHECKS,
  notSteady,
  tooFewTrials,
  wideInterval,
  highVariance,
  unstableBaseline,
  drift,
  twoModes,
  outliers,
  lowResolution,
];

/** Findings about a scenario, its tools and the machine before anything is measured. */
export async function runPreRunChecks(
  scenario: Scenario,
  executor: Executor,
  environment: Environment,
  { session, signal }: Pick<SessionContext, 'session' | 'signal'>,
): Promise<readonly Finding[]> {
  const machine = await session.readMachineState(signal);
  const checked = (await executor.check?.(scenario)) ?? [];
  const looked = PRE_RUN_CHECKS.flatMap(({ check }) => check({ scenario, environment, machine }));
  return [...checked, ...looked];
}

/** @throws UserError if perf-harness does not start the program: no profiler can attach. */
export function requireStartedProcess({ name, kind, ...scenario }: Scenario): void {
  if (!('server' in scenario) || scenario.server !== null) return;
  throw new UserError({
    code: 'not-profilable',
    message: `perf-harness does not start the server of "${name}", so the server cannot be profiled.`,
    remedy: `Add a \`server\` with its command to the ${kind} scenario.`,
  });
}
