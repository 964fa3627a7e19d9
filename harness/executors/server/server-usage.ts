import { type ProcessAccount, readProcessAccount } from '../../host/process-accounts.ts';
import { type Counted, none, one, together } from '../probe/counted.ts';
import type { ProcessCounts } from '../probe/process-counts.ts';
import type { ProbeReading, ServerProbe } from '../probe/server-probe.ts';

/** Metrics of the server, beside what the load generator sees. */
export const SERVER_METRICS = [
  'cpu_time',
  'gc_time',
  'gc_count',
  'memory_peak',
  'event_loop_delay.p99',
] as const;

export interface UsageSources {
  /** Processes that the server consists of now. */
  readonly members: () => readonly number[];
  /** null where it could not be opened, with the reason beside it. */
  readonly probe: ServerProbe | null;
  readonly noProbe: string;
  /** What the scenario asks to be counted inside the server. */
  readonly counts: ProcessCounts;
}

/** A stretch of load during which the server's use is counted. */
export interface UsageStretch {
  /** @param answered - Requests that the server answered in the stretch. */
  readonly end: (answered: number) => Promise<Counted>;
}

/** State at one end of the stretch. */
interface Snapshot {
  readonly probe: ProbeReading | null;
  readonly accounts: readonly ProcessAccount[];
}

export async function beginUsage(sources: UsageSources): Promise<UsageStretch> {
  const before = await snapshot(sources, 'mark');
  // The probe has written what was counted until now, and does so again before the last reading.
  const endCounts = sources.counts.begin();
  return {
    end: async (answered) => {
      const after = await snapshot(sources, 'read');
      return together(
        cpuTime(before, after, answered),
        memoryPeak(after),
        ofNode(after, answered, sources.noProbe),
        endCounts(answered),
      );
    },
  };
}

async function snapshot({ probe, members }: UsageSources, at: 'mark' | 'read'): Promise<Snapshot> {
  // The probe comes between the kernel's accounts and the load, so that it is not part of them.
  const reading = at === 'read' ? await (probe?.read() ?? null) : null;
  const accounts = members().flatMap((pid) => readProcessAccount(pid) ?? []);
  return { probe: at === 'mark' ? await (probe?.mark() ?? null) : reading, accounts };
}

const NOT_TOLD = 'the system does not tell what the processes of the server use';

function cpuTime(before: Snapshot, after: Snapshot, answered: number): Counted {
  const [startMs, endMs] = [cpuOf(before), cpuOf(after)];
  if (startMs === null || endMs === null) return none('cpu_time', NOT_TOLD);
  // The time of a process that ends goes to its parent; it is lost where that has gone before.
  if (endMs < startMs) return none('cpu_time', 'processes of the server ended under load');
  return one('cpu_time', (endMs - startMs) / answered);
}

/**
 * CPU time of the tree so far: from each Node.js process itself, which is exact, and from the
 * kernel's account for all others and for processes that have ended.
 */
function cpuOf({ probe, accounts }: Snapshot): number | null {
  const probed = new Map(probe?.processes.map(({ pid, cpuMs }) => [pid, cpuMs]));
  if (accounts.length === 0 && probed.size === 0) return null;
  const inAccounts = new Set(accounts.map(({ pid }) => pid));
  const others = [...probed].filter(([pid]) => !inAccounts.has(pid));
  return [
    ...accounts.map((one) => (probed.get(one.pid) ?? one.ownCpuMs) + one.endedChildrenCpuMs),
    ...others.map(([, cpuMs]) => cpuMs),
  ].reduce((sum, value) => sum + value, 0);
}

/**
 * The kernel's own account comes first: what a process says of itself holds the peak of the process
 * that started it, here the harness, since Linux hands that on.
 */
function memoryPeak({ probe, accounts }: Snapshot): Counted {
  const sources = accounts.length > 0 ? accounts : (probe?.processes ?? []);
  if (sources.length === 0) return none('memory_peak', NOT_TOLD);
  return one('memory_peak', Math.max(...sources.map(({ peakBytes }) => peakBytes)));
}

/** What only Node.js can tell. */
function ofNode({ probe }: Snapshot, answered: number, noProbe: string): Counted {
  const reason =
    probe === null
      ? noProbe
      : probe.silent > 0
        ? 'the server did not tell within 5 s: its event loop was blocked'
        : probe.processes.length === 0
          ? 'the server is not Node.js, or its command takes NODE_OPTIONS away'
          : null;
  if (probe === null || reason !== null) {
    const names = ['gc_time', 'gc_count', 'event_loop_delay.p99'];
    return {
      measurements: {},
      unavailable: Object.fromEntries(names.map((name) => [name, reason ?? noProbe])),
    };
  }
  return {
    measurements: {
      gc_time: probe.gcMs / answered,
      gc_count: probe.gcCount / answered,
      'event_loop_delay.p99': probe.delayP99Ms,
    },
    unavailable: {},
  };
}
