import type { K6Scenario, Scenario } from '../model/scenario/scenario.ts';
import { UserError } from '../model/user-error.ts';
import { minimumTrials } from './schema/sampling-schema.ts';

/** Settings that override those of every scenario; null where there is none. */
export interface ScenarioOverrides {
  readonly trials: number | null;
  /** For each scenario. */
  readonly maxTimeMs: number | null;
  /** Processes of k6 that share the load of each script. */
  readonly shards: number | null;
}

/** @throws UserError if an override does not apply to a scenario. */
export function overrideScenarioSettings(
  scenarios: readonly Scenario[],
  { trials, maxTimeMs, shards }: ScenarioOverrides,
): readonly Scenario[] {
  if (trials !== null) refuseFewTrials(scenarios, trials);
  const sampled = scenarios.map((scenario) => ({
    ...scenario,
    sampling: {
      ...scenario.sampling,
      ...(trials !== null && { minTrials: trials, maxTrials: trials }),
      ...(maxTimeMs !== null && { maxTimeMs }),
    },
  }));
  if (shards === null) return sampled;
  return requireK6Scenarios(sampled, '--shards').map((scenario) => ({ ...scenario, shards }));
}

function refuseFewTrials(scenarios: readonly Scenario[], trials: number): void {
  const fewest = Math.max(1, ...scenarios.map(({ kind }) => minimumTrials(kind)));
  if (trials >= fewest) return;
  throw new UserError({
    code: 'bad-option',
    message: `--trials takes a whole number of at least ${fewest}; found "${trials}".`,
  });
}

/** @param option - Named in the message. @throws UserError if a scenario is of another kind. */
export function requireK6Scenarios(
  scenarios: readonly Scenario[],
  option: string,
): readonly K6Scenario[] {
  return scenarios.map((scenario) => {
    if (scenario.kind === 'k6') return scenario;
    throw new UserError({
      code: 'bad-option',
      message: `${option} applies only to k6 scenarios; "${scenario.name}" is of kind ${scenario.kind}.`,
      remedy: 'List the k6 scenarios to run by name, or select them with --filter.',
    });
  });
}
