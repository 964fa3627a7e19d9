import { readlinkSync } from 'node:fs';
import type { ProcessReader } from '../process-reader.ts';
import { coresOf, coresOfThreads, holdCommand } from './cores.ts';
import { readKernelFile } from './kernel-file.ts';
import { readInspectable } from './node-process.ts';
import { ownMemoryBytes } from './own-memory.ts';
import { readProcessAccount, readThreadTimes } from './process-accounts.ts';
import { allowedCores, countSockets, readProcessMoment } from './process-moment.ts';
import { readProcessOrigin } from './process-origin.ts';
import { readProcessState } from './process-state.ts';

export const LINUX_PROCESSES: ProcessReader = {
  state: readProcessState,
  accounts: (pids) => pids.flatMap((pid) => readProcessAccount(pid) ?? []),
  threadTimes: readThreadTimes,
  moment: readProcessMoment,
  countSockets,
  allowedCores,
  cores: coresOf,
  coresOfThreads,
  holdCommand,
  origin: readProcessOrigin,
  nameOf: (pid) => readKernelFile(`/proc/${pid}/comm`)?.trim() ?? null,
  ownMemoryBytes,
  inspectable: readInspectable,
  namespace: readNamespace,
};

/** Such as `pid:[4026531836]`; empty where the kernel has none. See pid_namespaces(7). */
function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
