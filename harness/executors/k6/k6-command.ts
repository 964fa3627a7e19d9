import { join } from 'node:path';
import { resolveAddresses } from '../../host/network/resolve-host-addresses.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import { allowedHostnames } from '../../model/scenario/allowed-remote-hosts.ts';
import type { K6Scenario } from '../../model/scenario/scenario.ts';
import type { K6 } from './find-k6.ts';
import type { ScriptPlan } from './inspect-k6-script.ts';
import { createScriptVariables, type Shard } from './k6-script-environment-variables.ts';

/** Margin added to the longest duration that the script declares, milliseconds. */
export const TIMEOUT_MARGIN_MS = 60_000;

/** Command that runs k6 on a script: the same for all processes that share its load. */
export interface K6Command {
  readonly file: string;
  readonly cwd: string;
  /** Returns the file to which a process writes its points. */
  readonly outputOf: (shard: Shard) => string;
  /** @param more - Further arguments of k6. */
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

/** Range of addresses that share their first `prefix` bits, of 32 (IPv4) or 128 (IPv6). */
interface Range {
  readonly start: bigint;
  readonly prefix: number;
}

/**
 * Returns all addresses but those of this machine and the allowed addresses, as ranges for k6's
 * `--blacklist-ip`, which refuses connections to them whatever the script does.
 * @param allowed - Addresses such as `10.0.0.7` or `2001:db8::1`.
 */
export function computeBlockedRanges(allowed: readonly string[]): readonly string[] {
  const v4 = [{ start: 127n << 24n, prefix: 8 }, ...allowed.flatMap(parseV4)];
  const v6 = [{ start: 1n, prefix: 128 }, ...allowed.flatMap(parseV6)];
  return [
    ...without(v4, { start: 0n, prefix: 0 }, 32).map(showV4),
    ...without(v6, { start: 0n, prefix: 0 }, 128).map(showV6),
  ];
}

/** Returns the free rest of a range, halved until each part is wholly free or wholly taken. */
function without(taken: readonly Range[], range: Range, bits: number): readonly Range[] {
  const inside = taken.filter(({ start, prefix }) => {
    const shared = BigInt(bits - Math.min(prefix, range.prefix));
    return start >> shared === range.start >> shared;
  });
  if (inside.length === 0) return [range];
  if (inside.some(({ prefix }) => prefix <= range.prefix)) return [];
  const prefix = range.prefix + 1;
  const half = 1n << BigInt(bits - prefix);
  return [
    ...without(inside, { start: range.start, prefix }, bits),
    ...without(inside, { start: range.start + half, prefix }, bits),
  ];
}

function parseV4(address: string): readonly Range[] {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1);
  if (parts === undefined) return [];
  return [{ start: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), prefix: 32 }];
}

function parseV6(address: string): readonly Range[] {
  if (!address.includes(':')) return [];
  const [head = '', tail] = address.split('::');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return [{ start: all.reduce((sum, group) => (sum << 16n) | group, 0n), prefix: 128 }];
}

function groups(text: string): readonly bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

function showV4({ start, prefix }: Range): string {
  const bytes = [24n, 16n, 8n, 0n].map((shift) => (start >> shift) & 255n);
  return `${bytes.join('.')}/${prefix}`;
}

function showV6({ start, prefix }: Range): string {
  const parts = Array.from(
    { length: 8 },
    (_, index) => (start >> BigInt(112 - 16 * index)) & 0xffffn,
  );
  return `${parts.map((part) => part.toString(16)).join(':')}/${prefix}`;
}
