import type { Breach, CapacityLoad, CapacityReport } from '../model/documents/capacity-document.ts';
import { median } from '../stats/quantile.ts';

/** Broken runs up to so many times the lowest broken rate above the capacity say what broke first. */
const NEAR = 1.3;
/** From here on a core, or the machine, has nothing left to give. */
const FULL = 0.9;
/** Below this the server spends most of its time waiting. */
const IDLE = 0.6;

/**
 * What broke just above the capacity, and what the server's processor did meanwhile.
 * @param capacity - Per second; null: nothing was kept.
 */
export function firstBreach(
  loads: readonly CapacityLoad[],
  capacity: number | null,
  cpuCount: number,
): CapacityReport['first_breach'] {
  const all = loads.filter(({ breach }) => breach !== null);
  const above = all.filter(({ rate }) => capacity === null || rate >= capacity);
  const broken = above.length > 0 ? above : all;
  if (broken.length === 0) return null;
  const lowest = Math.min(...broken.map(({ rate }) => rate));
  const near = broken.filter(({ rate }) => rate <= lowest * NEAR);
  const first = commonest(near);
  if (first?.breach == null) return null;
  const known = near.flatMap(({ server_cores: cores }) => cores ?? []);
  const server_cores = known.length === 0 ? null : median(known);
  return {
    ...first.breach,
    rate: first.rate,
    server: serverState(server_cores, cpuCount),
    server_cores,
  };
}

/** A run with the cause that most of them have; of several the one at the lowest rate. */
function commonest(loads: readonly CapacityLoad[]): CapacityLoad | undefined {
  const count = (cause: Breach['cause'] | undefined): number =>
    loads.filter(({ breach }) => breach?.cause === cause).length;
  return loads.toSorted(
    (a, b) => count(b.breach?.cause) - count(a.breach?.cause) || a.rate - b.rate,
  )[0];
}

type ServerState = NonNullable<CapacityReport['first_breach']>['server'];

function serverState(cores: number | null, cpuCount: number): ServerState {
  if (cores === null) return 'unknown';
  if (cores >= FULL * cpuCount) return 'machine-full';
  if (cores < IDLE) return 'waiting';
  // One thread that never waits fills one core, whatever else the process does.
  return cores >= FULL ? 'core-full' : 'busy';
}
