import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** Maximum number of names shown if several scenarios match. */
const SHOWN = 5;

/**
 * Returns the only scenario.
 * @param what - Beginning of the error message: `bisect follows`.
 * @throws UserError if there is not exactly one scenario.
 */
export function requireSingleScenario(scenarios: readonly Scenario[], what: string): Scenario {
  const [first, ...others] = scenarios;
  if (first !== undefined && others.length === 0) return first;
  const names = scenarios.slice(0, SHOWN).map(({ name }) => `"${name}"`);
  throw new UserError({
    code: 'one-scenario',
    message: `${what} one scenario; ${scenarios.length} match: ${names.join(', ')}${scenarios.length > SHOWN ? ' …' : ''}.`,
    remedy: 'Specify one of these scenarios.',
  });
}
