import type { NetworkReader } from '../network-reader.ts';

/** Where nothing is told of who listens. */
export const OTHER_NETWORK: NetworkReader = {
  listeningProcesses: () => [],
  listeningPorts: () => [],
  outgoingPorts: () => null,
};
