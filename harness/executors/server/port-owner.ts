import { isPortTaken } from '../../host/network/ports.ts';
import { thisPlatform } from '../../host/platform/this-platform.ts';
import { UnitFailure } from '../../model/executor.ts';

/**
 * Programs that listen on behalf of a container: they are no children of the command that asked for
 * the container, and yet they are its server.
 */
const FORWARDERS = /^(docker-proxy|rootlessport|rootlesskit|slirp4netns|pasta|conmon|containerd)/;

const REMEDY =
  'End that program, or let the server listen on the port that it finds in PORT, which is free.';

/** @throws UnitFailure where another program has the port already, listening or for a connection. */
export async function expectFreePort(port: number): Promise<void> {
  if (!(await isPortTaken(port))) return;
  const { network } = thisPlatform();
  const outgoing = network.listeningProcesses(port).length === 0 ? network.outgoingPorts() : null;
  const isOutgoing = outgoing !== null && port >= outgoing.first && port <= outgoing.last;
  throw new UnitFailure({
    reason: 'not-ready',
    message: isOutgoing
      ? `port ${port}, which the server insists on, is already taken by another program's connection: nobody listens there, and this system gives ports ${outgoing.first} to ${outgoing.last} to outgoing connections, for a minute after they have closed`
      : `port ${port}, which the server insists on, is already taken by ${ownersOf(port)}`,
    remedy: isOutgoing
      ? `Let the server listen on the port that it finds in PORT, or on one below ${outgoing.first}.`
      : REMEDY,
  });
}

/**
 * Makes sure that it is the server that listens and no stranger, where the platform tells which
 * processes the server consists of.
 * @throws UnitFailure where a process outside the server's tree listens.
 */
export function expectOwnPort(port: number, members: readonly number[]): void {
  const { network, trees } = thisPlatform();
  if (!trees.isComplete) return;
  const listeners = network.listeningProcesses(port);
  if (listeners.length === 0) return;
  if (listeners.some(({ pid, name }) => members.includes(pid) || FORWARDERS.test(name))) return;
  throw new UnitFailure({
    reason: 'not-ready',
    message: `port ${port} is taken by ${ownersOf(port)}, which the server's command did not start`,
    remedy: REMEDY,
  });
}

function ownersOf(port: number): string {
  const [owner] = thisPlatform().network.listeningProcesses(port);
  return owner === undefined
    ? 'another program'
    : `another program, ${owner.name} (process ${owner.pid})`;
}
