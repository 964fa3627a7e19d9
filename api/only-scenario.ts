import type { Scenario } from '../harness/model/scenario.ts';
import { UserError } from '../harness/model/user-error.ts';

/** The one scenario that is to be followed. @throws UserError where several could be meant. */
export function onlyScenario(scenarios: readonly Scenario[]): Scenario {
  const [first, ...others] = scenarios;
  if (first !== undefined && others.length === 0) return first;
  const names = scenarios.slice(0, 5).map(({ name }) => `"${name}"`);
  throw new UserError({
    code: 'one-scenario',
    message: `bisect follows one scenario; ${scenarios.length} are meant here: ${names.join(', ')}${others.length > 4 ? ' …' : ''}.`,
    remedy: 'Name one of them, the last argument.',
  });
}
