import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of processes with a limited share of the CPU. */
export interface CpuGroup {
  readonly add: (pid: number) => void;
  /** @param cores - For example 0.5. */
  readonly limit: (cores: number) => void;
  /** Seconds that its processes had to wait because of the limit, since it was made. */
  readonly throttledSeconds: () => number;
  readonly remove: () => void;
}

const PERIOD_US = 100_000;
const FIRST = '/sys/fs/cgroup/cpu';
const SECOND = '/sys/fs/cgroup';

/** Creates a group of cgroup version 1 or 2, whichever the machine has; requires root. */
export function createCpuGroup(name: string): CpuGroup {
  const isSecond = existsSync(join(SECOND, 'cgroup.controllers'));
  const folder = join(isSecond ? SECOND : FIRST, name);
  if (isSecond) writeFileSync(join(SECOND, 'cgroup.subtree_control'), '+cpu');
  mkdirSync(folder, { recursive: true });
  const [word, perSecond] = isSecond ? ['throttled_usec', 1e6] : ['throttled_time', 1e9];
  return {
    add: (pid) => writeFileSync(join(folder, 'cgroup.procs'), String(pid)),
    limit: (cores) => {
      const quota = Math.round(cores * PERIOD_US);
      if (isSecond) writeFileSync(join(folder, 'cpu.max'), `${quota} ${PERIOD_US}`);
      else writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quota));
    },
    throttledSeconds: () => {
      const stat = readFileSync(join(folder, 'cpu.stat'), 'utf8');
      return Number(new RegExp(`${word} (\\d+)`, 'u').exec(stat)?.[1] ?? 0) / perSecond;
    },
    remove: () => {
      try {
        rmdirSync(folder);
      } catch {
        // Its last process has not fully exited; an empty group costs nothing.
      }
    },
  };
}
