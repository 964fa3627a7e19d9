import { createHash, randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';
import { thisPlatform } from './platform/this-platform.ts';
import { identifyProcess, isAlive } from './process/process-alive.ts';

/** Length of the machine's part. */
const MACHINE_LENGTH = 8;
/** What another machine left is removed when nothing has moved in it for so long, milliseconds. */
const FOREIGN_MS = 7 * 86_400_000;

/** `machine-pid-ticks-serial`, with a dot and a word before it where there is one. */
const OWNER = /^(?:\.[^.]+\.)?([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]+$/u;

/**
 * A name for a folder that tells its owner: machine, process and when the process began, so that
 * what a kill leaves behind is known from what is in use. A cache folder may be shared by machines
 * and by containers, whose processes cannot be seen from here.
 */
export function ownerName(host: Host): string {
  const { pid, startedTicks } = identifyProcess(host.system.pid);
  return `${machineOf(host)}-${pid}-${startedTicks ?? ''}-${randomBytes(3).toString('hex')}`;
}

/**
 * Whether the owner that a name tells is gone. Names that tell none are not ours to judge.
 * @param changedAtMs - When the folder was last changed, milliseconds since the epoch.
 */
export function isAbandoned(host: Host, name: string, changedAtMs: number): boolean {
  const [, machine, pid, ticks] = OWNER.exec(name) ?? [];
  if (machine === undefined || pid === undefined) return false;
  if (machine !== machineOf(host)) return host.clock.now().getTime() - changedAtMs > FOREIGN_MS;
  return !isAlive({ pid: Number(pid), startedTicks: ticks || null });
}

/**
 * Who can see whose processes: a container has a name of its own, unless it was given that of its
 * host, and numbers of its own for processes, unless it was given those.
 */
function machineOf(host: Host): string {
  const { hostname } = host.system.machine();
  const name = `${hostname}\0${thisPlatform().processes.namespace()}`;
  return createHash('sha256').update(name).digest('hex').slice(0, MACHINE_LENGTH);
}
