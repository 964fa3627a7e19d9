import { randomInt } from 'node:crypto';
import { isPortTaken } from '../../harness/host/network/find-and-probe-ports.ts';

/** Below the ports of outgoing connections: 32768 and up on Linux, 49152 and up elsewhere. */
const FROM = 20_000;
const BELOW = 32_000;

/**
 * Returns a free port for a server that needs a fixed port and restarts repeatedly. A port assigned
 * by the system may go to any program's outgoing connection between two starts, and is blocked for
 * a minute after that connection closes.
 */
export async function findPortFreeAcrossRestarts(): Promise<number> {
  const port = randomInt(FROM, BELOW);
  return (await isPortTaken(port)) ? findPortFreeAcrossRestarts() : port;
}
