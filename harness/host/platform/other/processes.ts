import type { ProcessReader } from '../process-reader.ts';

/** Where nothing is told of other processes but whether they are there. */
export const OTHER_PROCESSES: ProcessReader = {
  state: () => null,
  accounts: () => [],
  threadTimes: () => null,
  moment: () => null,
  countSockets: () => null,
  allowedCores: () => null,
  cores: () => null,
  coresOfThreads: () => [],
  holdCommand: () => null,
  origin: () => null,
  nameOf: () => null,
  ownMemoryBytes: () => null,
  inspectable: () => null,
  namespace: () => '',
};
