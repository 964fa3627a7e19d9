import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { mayLoad, namedAddresses, remoteProblem } from '../../model/scenario/remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';

/**
 * Tells a script that names only hosts which it may not load, before k6 refuses its requests one by
 * one. Where the scenario has a server, or the script finds it elsewhere, its text decides nothing.
 */
export function blockedHosts(host: Host, scenario: K6Scenario): readonly Finding[] {
  if (scenario.server !== null) return [];
  const { BASE_URL } = scenario.env;
  const told = BASE_URL !== undefined && URL.canParse(BASE_URL) ? [new URL(BASE_URL)] : null;
  const named = told ?? namedAddresses(host.files.read(scenario.script) ?? '');
  const [first] = named;
  if (first === undefined || named.some((one) => mayLoad(one, scenario.allowRemote))) return [];
  const where = told === null ? scenario.script : 'BASE_URL';
  return [
    {
      id: 'remote-host',
      level: 'error',
      message: `${where} leads to ${first.hostname}, and ${remoteProblem(first.hostname)}.`,
    },
  ];
}
