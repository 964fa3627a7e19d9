import { join } from 'node:path';
import { addressesOf } from '../../host/network/addresses-of.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import { allowedHostnames } from '../../model/scenario/remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';
import { blockedRanges } from './blocked-ranges.ts';
import type { K6 } from './find-k6.ts';
import type { ScriptPlan } from './inspect-script.ts';
import { type Shard, scriptVariables } from './script-variables.ts';

/** Beyond what the script itself says that it takes at the most, milliseconds. */
export const SPARE_MS = 60_000;

/** How k6 is started for a script: the same for all processes that share its load. */
export interface K6Command {
  readonly file: string;
  readonly cwd: string;
  /** Where a process writes its points. */
  readonly outputOf: (shard: Shard) => string;
  /** @param more - Further arguments of k6. */
  readonly argumentsFor: (shard: Shard, more: readonly string[]) => readonly string[];
  readonly environmentOf: (shard: Shard) => Readonly<Record<string, string>>;
  /** A run that takes longer is ended, milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** @param origin - Where the scenario's server is; null: it has none. */
export async function k6Command(
  host: Host,
  k6: K6,
  plan: ScriptPlan,
  { scenario, folder, signal, onProgress }: UnitContext<K6Scenario>,
  origin: string | null,
): Promise<K6Command> {
  const config = join(folder, 'k6.json');
  host.files.writeAtomic(config, JSON.stringify(configOf(scenario, origin)));
  const addresses = await addressFlags(scenario);
  const outputOf = ({ index }: Shard): string => join(folder, `points-${index}.json`);
  return {
    file: k6.path,
    cwd: scenario.cwd,
    outputOf,
    argumentsFor: (shard, more) => [
      'run',
      '--quiet',
      '--no-color',
      '--config',
      config,
      '--out',
      `json=${outputOf(shard)}`,
      ...more,
      ...addresses,
      scenario.script,
    ],
    environmentOf: (shard) => scriptVariables(scenario, origin, shard),
    timeoutMs: plan.maxDurationMs + SPARE_MS,
    signal,
    onProgress,
  };
}

/** Names that lead to the scenario's server whatever they mean elsewhere. */
function configOf({ hosts }: K6Scenario, origin: string | null): object {
  if (origin === null || hosts.length === 0) return {};
  const { hostname, port } = new URL(origin);
  const address = `${hostname}:${port}`;
  return {
    hosts: Object.fromEntries(hosts.map((name) => [name, address])),
    insecureSkipTLSVerify: true,
  };
}

/** The load stays on this machine but for hosts that the user has allowed. */
async function addressFlags({ allowRemote }: K6Scenario): Promise<readonly string[]> {
  // `URL` writes IPv6 in brackets, which name services do not know.
  const names = allowedHostnames(allowRemote).map((name) => name.replace(/^\[|\]$/g, ''));
  const allowed = (await Promise.all(names.map(addressesOf))).flat();
  return blockedRanges(allowed).flatMap((range) => ['--blacklist-ip', range]);
}
