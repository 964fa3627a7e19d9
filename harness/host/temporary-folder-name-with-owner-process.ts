import { createHash, randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import { currentPlatform } from './platform/current-platform.ts';
import { identifyProcess, isAlive } from './process/process-identity-and-liveness.ts';

/** Length of the machine's part. */
const MACHINE_LENGTH = 8;
/** Age since the last change at which a folder of another machine is removed, milliseconds. */
const FOREIGN_MS = 7 * 86_400_000;

/** `machine-pid-ticks-serial`, optionally preceded by a dot and a word. */
const OWNER = /^(?:\.[^.]+\.)?([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]+$/u;

/**
 * Creates a name from machine, process and its start, since a cache folder may be shared with
 * machines and containers that are not visible here.
 */
export function createProcessOwnedName(host: Host): string {
  const { pid, startedTicks } = identifyProcess(host.system.pid);
  return `${machineOf(host)}-${pid}-${startedTicks ?? ''}-${randomBytes(3).toString('hex')}`;
}

/**
 * True if the owner in a name is gone; false for names without an owner, which are not ours to
 * judge. @param changedAtMs - Of the folder, since 1970.
 */
export function isAbandoned(host: Host, name: string, changedAtMs: number): boolean {
  const [, machine, pid, ticks] = OWNER.exec(name) ?? [];
  if (machine === undefined || pid === undefined) return false;
  if (machine !== machineOf(host)) return host.clock.now().getTime() - changedAtMs > FOREIGN_MS;
  return !isAlive({ pid: Number(pid), startedTicks: ticks || null });
}

/**
 * Identifies the machine or container whose processes see each other: a container has its own name
 * and process numbers, unless given its host's.
 */
function machineOf(host: Host): string {
  const { hostname } = host.system.machine();
  const name = `${hostname}\0${currentPlatform().processes.namespace()}`;
  return createHash('sha256').update(name).digest('hex').slice(0, MACHINE_LENGTH);
}
