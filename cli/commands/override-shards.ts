import type { K6Scenario, Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { MOST_SHARDS, readShards } from '../../harness/scenario/schema/k6-schema.ts';

/** What the command line says about shards wins over every k6 scenario's own. @throws UserError */
export function overrideShards(
  scenarios: readonly Scenario[],
  text: string | undefined,
): readonly Scenario[] {
  if (text === undefined) return scenarios;
  const shards = readShards(Number(text));
  if (shards === undefined) {
    throw new UserError({
      code: 'bad-option',
      message: `--shards takes a whole number of 1 to ${MOST_SHARDS}; found "${text}".`,
    });
  }
  return onlyK6(scenarios, '--shards').map((scenario) => ({ ...scenario, shards }));
}

/** @param option - Named in the message. @throws UserError where one is of another kind. */
export function onlyK6(scenarios: readonly Scenario[], option: string): readonly K6Scenario[] {
  return scenarios.map((scenario) => {
    if (scenario.kind === 'k6') return scenario;
    throw new UserError({
      code: 'bad-option',
      message: `${option} is for k6 scripts, and "${scenario.name}" is of kind ${scenario.kind}.`,
      remedy: 'Name the k6 scenarios, or keep them with --filter.',
    });
  });
}
