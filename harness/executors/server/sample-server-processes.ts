import { currentPlatform } from '../../host/platform/current-platform.ts';
import type { ProcessSnapshot } from '../../host/platform/process-reader.ts';
import { monotonicMs } from '../../probe/monotonic-clock.ts';
import { FIRST_SLICE_MS, MAX_SLICES } from '../latency/client-latency-histograms-by-time-slice.ts';

export interface ProcessesSnapshot {
  /** On the clock of all processes, milliseconds. */
  readonly atMs: number;
  /** Sum over all of them; a process that has ended keeps its last value. */
  readonly cpuMs: number;
  /** Time that their threads were ready to run and got no CPU. */
  readonly waitedMs: number;
  readonly residentBytes: number;
  /** Open file descriptors; null if they may not be read. */
  readonly files: number | null;
}

/** Observations of processes over a stretch; empty where the system does not report them. */
export interface ProcessObservations {
  /** At the beginning, in even steps, and at the end. */
  readonly moments: readonly ProcessesSnapshot[];
  /** Maximum of open sockets of all processes, read at new maxima of open files; null: unknown. */
  readonly mostSockets: number | null;
  /** CPU cores that the first process may run on. */
  readonly cores: number | null;
}

export interface ProcessWatch {
  readonly end: () => ProcessObservations;
}

/** Most files whose kind is resolved; resolving more would take too long. */
const MOST_FOLLOWED = 2_000;

/** Samples processes from outside, at growing intervals. @param pids - Fixed at the start. */
export function sampleServerProcesses(pids: readonly number[]): ProcessWatch {
  const { processes } = currentPlatform();
  const last = new Map<number, ProcessSnapshot>();
  let moments: ProcessesSnapshot[] = [];
  let stepMs = FIRST_SLICE_MS;
  let mostFiles = -1;
  let mostSockets: number | null = null;
  const [first] = pids;
  let cores: number | null = null;

  /** Takes a sample; returns true while any of the processes lives. */
  const look = (): boolean => {
    let living = 0;
    for (const pid of pids) {
      const moment = processes.moment(pid);
      if (moment !== null) last.set(pid, moment);
      else if (last.has(pid)) last.set(pid, ended(last.get(pid)));
      living += moment === null ? 0 : 1;
    }
    if (last.size === 0) return false;
    // A program may be pinned to some cores after it has started.
    cores = (first === undefined ? null : processes.allowedCores(first)) ?? cores;
    const moment = together([...last.values()]);
    moments.push(moment);
    const { files } = moment;
    if (files !== null && files > mostFiles && files <= MOST_FOLLOWED) {
      mostFiles = files;
      mostSockets = Math.max(mostSockets ?? 0, socketsOf(pids));
    }
    return living > 0;
  };
  const next = (): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      // The watch may never be ended, since a failed load does not end it.
      if (!look()) return;
      if (moments.length > MAX_SLICES) {
        moments = moments.filter((_moment, index) => index % 2 === 0);
        stepMs *= 2;
      }
      waiting = next();
    }, stepMs);
    return timer.unref();
  };
  look();
  let waiting = next();
  return {
    end: () => {
      clearTimeout(waiting);
      look();
      return { moments, mostSockets, cores };
    },
  };
}

function ended(moment: ProcessSnapshot | undefined): ProcessSnapshot {
  const { pid = 0, cpuMs = 0, waitedMs = 0 } = moment ?? {};
  return { pid, cpuMs, waitedMs, residentBytes: 0, files: 0 };
}

function together(moments: readonly ProcessSnapshot[]): ProcessesSnapshot {
  const sum = (of: (processMoment: ProcessSnapshot) => number): number =>
    moments.reduce((total, moment) => total + of(moment), 0);
  return {
    atMs: monotonicMs(),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    waitedMs: sum(({ waitedMs }) => waitedMs),
    residentBytes: sum(({ residentBytes }) => residentBytes),
    files: moments.some(({ files }) => files === null) ? null : sum(({ files }) => files ?? 0),
  };
}

function socketsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (currentPlatform().processes.countSockets(pid) ?? 0), 0);
}
