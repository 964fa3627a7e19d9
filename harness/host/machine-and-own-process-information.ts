import * as os from 'node:os';
import { currentPlatform } from './platform/current-platform.ts';
import { uniqueUserId } from './platform/unique-user-id.ts';

/** Facts that the operating system reports on machine and kernel. */
export interface MachineFacts {
  readonly hostname: string;
  readonly platform: string;
  readonly arch: string;
  /** Kernel release. */
  readonly release: string;
  /** Empty if the system does not report it. */
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
}

/** The machine, the kernel and perf-harness's own process. */
export interface System {
  readonly pid: number;
  readonly nodeVersion: string;
  readonly v8Version: string;
  readonly execPath: string;
  /** Node.js flags of this process. */
  readonly execArgv: readonly string[];
  /** Id of the user, unique on the machine: a number where users have one, else the name. */
  readonly userName: () => string;
  /** Queries the system at each call: it reads a line of text for every core. */
  readonly machine: () => MachineFacts;
  /** Runnable processes over the last minute; 0 if the system does not count them. */
  readonly loadAverage: () => number;
  /** CPU time that this process has used, all its threads, milliseconds. */
  readonly ownCpuMs: () => number;
  /** True if a debugger can attach to this process. */
  readonly isInspectorOpen: () => boolean;
}

export const system: System = {
  pid: process.pid,
  nodeVersion: process.versions.node,
  v8Version: process.versions.v8,
  execPath: process.execPath,
  execArgv: process.execArgv,
  userName: uniqueUserId,
  machine: () => {
    const cpus = os.cpus();
    return {
      hostname: os.hostname(),
      platform: currentPlatform().nodeName,
      arch: process.arch,
      release: os.release(),
      cpuModel: cpus[0]?.model.trim() ?? '',
      // A sandbox may hide the cores.
      cpuCount: Math.max(1, cpus.length),
      memoryBytes: os.totalmem(),
    };
  },
  loadAverage: () => os.loadavg()[0] ?? 0,
  ownCpuMs: () => {
    const { user, system: kernel } = process.cpuUsage();
    return (user + kernel) / 1_000;
  },
  // Loaded on demand: the module costs some milliseconds of every start.
  isInspectorOpen: () => process.getBuiltinModule('node:inspector').url() !== undefined,
};
