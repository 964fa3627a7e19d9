import { battery } from '../../harness/checks/battery.ts';
import { blockedHosts } from '../../harness/checks/blocked-hosts.ts';
import { bottleneck } from '../../harness/checks/bottleneck.ts';
import { busyMachine } from '../../harness/checks/busy-machine.ts';
import { clockChanged } from '../../harness/checks/clock-changed.ts';
import { coarseClock } from '../../harness/checks/coarse-clock.ts';
import { coarseTimer } from '../../harness/checks/coarse-timer.ts';
import { cpuFrequencyScaling } from '../../harness/checks/cpu-frequency-scaling.ts';
import { debuggerOrCoverage } from '../../harness/checks/debugger-or-coverage.ts';
import { drift } from '../../harness/checks/drift.ts';
import { droppedIterations } from '../../harness/checks/dropped-iterations.ts';
import { failedTrials } from '../../harness/checks/failed-trials.ts';
import { highVariance } from '../../harness/checks/high-variance.ts';
import { loadGeneratorSaturated } from '../../harness/checks/load-generator-saturated.ts';
import { lowResolution } from '../../harness/checks/low-resolution.ts';
import { metricMissing } from '../../harness/checks/metric-missing.ts';
import { mixedExitCodes } from '../../harness/checks/mixed-exit-codes.ts';
import { notAtRest } from '../../harness/checks/not-at-rest.ts';
import { notSteady } from '../../harness/checks/not-steady.ts';
import { outliers } from '../../harness/checks/outliers.ts';
import { outlivedProcesses } from '../../harness/checks/outlived-processes.ts';
import { platformLacks } from '../../harness/checks/platform-lacks.ts';
import { targetErrors } from '../../harness/checks/target-errors.ts';
import { tooFewTrials } from '../../harness/checks/too-few-trials.ts';
import { transformedSources } from '../../harness/checks/transformed-sources.ts';
import { twoModes } from '../../harness/checks/two-modes.ts';
import { unstableBaseline } from '../../harness/checks/unstable-baseline.ts';
import { wideInterval } from '../../harness/checks/wide-interval.ts';
import type { CheckAfter, CheckBefore } from '../../harness/model/check.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { Executor } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Measuring } from '../project/open-session.ts';

/** What is looked at before the first unit, in the order that reports show it. */
export const CHECKS_BEFORE: readonly CheckBefore[] = [
  busyMachine,
  debuggerOrCoverage,
  cpuFrequencyScaling,
  battery,
  coarseClock,
  platformLacks,
];

/**
 * What is looked at after the last unit of a side of a live comparison: what only tells how well a
 * centre is known says nothing about pairs, whose own spread the verdicts rest on.
 */
export const CHECKS_AFTER_LIVE: readonly CheckAfter[] = [
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

/** What is looked at after the last unit of a run, in the order that reports show it. */
export const CHECKS_AFTER: readonly CheckAfter[] = [
  ...CHECKS_AFTER_LIVE,
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
export async function findBefore(
  scenario: Scenario,
  executor: Executor,
  environment: Environment,
  { session, signal }: Pick<Measuring, 'session' | 'signal'>,
): Promise<readonly Finding[]> {
  const machine = await session.readMachineState(signal);
  const checked = (await executor.check?.(scenario)) ?? [];
  const looked = CHECKS_BEFORE.flatMap(({ check }) => check({ scenario, environment, machine }));
  return [...checked, ...looked];
}

/** @throws UserError where the program runs already, so that nothing can be put into it. */
export function requireProcess({ name, kind, ...scenario }: Scenario): void {
  if (!('server' in scenario) || scenario.server !== null) return;
  throw new UserError({
    code: 'not-profilable',
    message: `The server of "${name}" is not started by perf-harness, so that it cannot be profiled.`,
    remedy: `Give the ${kind} scenario a \`server\` with its command.`,
  });
}
