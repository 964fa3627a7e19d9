import { randomInt } from 'node:crypto';
import { isPortTaken } from '../../harness/host/network/ports.ts';

/** Below what systems give to outgoing connections: 32768 and up on Linux, 49152 and up elsewhere. */
const FROM = 20_000;
const BELOW = 32_000;

/**
 * A free port for a server that insists on one and starts again and again. One that the system gave
 * out may go to any program's outgoing connection between two starts, and stays with it for a minute
 * after that has closed.
 */
export async function findReusablePort(): Promise<number> {
  const port = randomInt(FROM, BELOW);
  return (await isPortTaken(port)) ? findReusablePort() : port;
}
