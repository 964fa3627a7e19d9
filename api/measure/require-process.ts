import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** @throws UserError where the program runs already, so that nothing can be put into it. */
export function requireProcess({ name, kind, ...scenario }: Scenario): void {
  if (!('server' in scenario) || scenario.server !== null) return;
  throw new UserError({
    code: 'not-profilable',
    message: `The server of "${name}" is not started by perf-harness, so that it cannot be profiled.`,
    remedy: `Give the ${kind} scenario a \`server\` with its command.`,
  });
}
