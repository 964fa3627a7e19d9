import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { allScenarios } from './all-scenarios.ts';

/** `GET /orders/:id`, `/orders/{id}?page=1`. */
const ROUTE = /^(?:([A-Za-z]+)\s+)?(\/[^\s?]*)(?:\?\S*)?$/u;
/** A part of a route that stands for any value. */
const ANY_PART = /^(?::\w+|\{\w+\}|\*)$/u;

/**
 * The name of the scenario that loads an endpoint. A route without a method is that of a GET, where
 * there is one. null: the target is no route, or no scenario loads it.
 * @throws UserError where several do, so that nobody can say which is meant.
 */
export async function scenarioOfRoute(
  host: Host,
  root: string,
  target: string,
): Promise<string | null> {
  const [, method, route] = ROUTE.exec(target.trim()) ?? [];
  if (route === undefined) return null;
  const loading = (await allScenarios(host, root)).filter((one) =>
    loads(one, method?.toUpperCase() ?? null, route),
  );
  const reading = loading.filter((one) => one.kind === 'http' && one.request.method === 'GET');
  const found = method === undefined && reading.length > 0 ? reading : loading;
  const names = found.map(({ name }) => name);
  const [name = null, ...others] = names;
  if (others.length === 0) return name;
  throw new UserError({
    code: 'target-ambiguous',
    message: `${target} is loaded by ${names.length} scenarios: ${names.join(', ')}.`,
    remedy: 'Name one of them.',
    exitCode: EXIT.blocked,
  });
}

function loads(scenario: Scenario, method: string | null, route: string): boolean {
  if (scenario.kind !== 'http') return false;
  const { method: own, url } = scenario.request;
  if (method !== null && method !== own.toUpperCase()) return false;
  const asked = new URL(url, 'http://localhost').pathname.split('/');
  const parts = route.split('/');
  return (
    asked.length === parts.length &&
    parts.every((part, at) => part === asked[at] || (ANY_PART.test(part) && asked[at] !== ''))
  );
}
