import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** Names that are shown where several could be meant. */
const SHOWN = 5;

/**
 * The one scenario that is meant.
 * @param what - Begins the error: `bisect follows`.
 * @throws UserError where several could be meant.
 */
export function requireSingleScenario(scenarios: readonly Scenario[], what: string): Scenario {
  const [first, ...others] = scenarios;
  if (first !== undefined && others.length === 0) return first;
  const names = scenarios.slice(0, SHOWN).map(({ name }) => `"${name}"`);
  throw new UserError({
    code: 'one-scenario',
    message: `${what} one scenario; ${scenarios.length} are meant here: ${names.join(', ')}${scenarios.length > SHOWN ? ' …' : ''}.`,
    remedy: 'Name one of them.',
  });
}
