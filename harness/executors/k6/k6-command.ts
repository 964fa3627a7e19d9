import { join } from 'node:path';
import { resolveAddresses } from '../../host/network/find-and-probe-ports.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import { allowedHostnames } from '../../model/scenario/allowed-remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';
import type { K6 } from './find-k6.ts';
import { createScriptVariables, type ScriptPlan, type Shard } from './inspect-k6-script.ts';

/** Margin added to the longest duration that the script declares, milliseconds. */
export const TIMEOUT_MARGIN_MS = 60_000;

export interface K6Command {
  readonly file: string;
  readonly cwd: string;
  readonly outputOf: (shard: Shard) => string;
  readonly argumentsFor: (shard: Shard, more: readonly string[]) => readonly string[];
  readonly environmentOf: (shard: Shard) => Readonly<Record<string, string>>;
  /** A run that takes longer is ended, milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** @param origin - Origin of the scenario's server; null if it has none. */
export async function createK6Command(
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
    environmentOf: (shard) => createScriptVariables(scenario, origin, shard),
    timeoutMs: plan.maxDurationMs + TIMEOUT_MARGIN_MS,
    signal,
    onProgress,
  };
}

/** Maps host names to the scenario's server, regardless of their usual resolution. */
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
  const allowed = (await Promise.all(names.map(resolveAddresses))).flat();
  return computeBlockedRanges(allowed).flatMap((range) => ['--blacklist-ip', range]);
}

/**
 * Returns all addresses but those of this machine and the allowed addresses, as ranges for k6's
 * `--blacklist-ip`, which refuses connections to them whatever the script does.
 * @param allowed - Addresses such as `10.0.0.7` or `2001:db8::1`.
 */
export function computeBlockedRanges(allowed: readonly string[]): readonly string[] {
  const v4 = [bitsOf([127], 8), ...allowed.flatMap(parseV4)];
  const v6 = [bitsOf([0, 0, 0, 0, 0, 0, 0, 1], 16), ...allowed.flatMap(parseV6)];
  return [
    ...allBut(v4).map((bits) => showRange(bits, 4, 8, (bytes) => bytes.join('.'))),
    ...allBut(v6).map((bits) =>
      showRange(bits, 8, 16, (groups) => groups.map((group) => group.toString(16)).join(':')),
    ),
  ];
}

/** Leading bits of the ranges outside of all taken ranges: each differs from one in its last bit. */
function allBut(taken: readonly string[]): readonly string[] {
  const beside = taken.flatMap((bits) =>
    [...bits].map((bit, index) => bits.slice(0, index) + (bit === '0' ? '1' : '0')),
  );
  return [...new Set(beside)].filter(
    (range) => !taken.some((bits) => bits.startsWith(range) || range.startsWith(bits)),
  );
}

function bitsOf(parts: readonly number[], width: number): string {
  return parts.map((part) => part.toString(2).padStart(width, '0')).join('');
}

function parseV4(address: string): readonly string[] {
  return /^\d+(?:\.\d+){3}$/.test(address) ? [bitsOf(address.split('.').map(Number), 8)] : [];
}

function parseV6(address: string): readonly string[] {
  if (!address.includes(':')) return [];
  const [before = [], after = []] = address
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16))));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [bitsOf([...before, ...zeros, ...after], 16)];
}

function showRange(
  bits: string,
  count: number,
  width: number,
  join: (parts: readonly number[]) => string,
): string {
  const whole = bits.padEnd(count * width, '0');
  const parts = Array.from({ length: count }, (_, index) =>
    Number.parseInt(whole.slice(index * width, (index + 1) * width), 2),
  );
  return `${join(parts)}/${bits.length}`;
}
