/** Runs in the measured process: the connections that it opened, so that the other side knows whose they are. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Pairs of ports: more than one machine can have open at once to a few others. */
const MOST = 50_000;

const pairs = new Set<string>();

export function watchOutgoingConnections(): void {
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once('connect', () => recordConnection(socket));
  });
}

/** A connection that this program opened. */
export function recordConnection({ localPort, remotePort }: Partial<Socket>): void {
  if (localPort === undefined || remotePort === undefined || pairs.size >= MOST) return;
  pairs.add(`${localPort}>${remotePort}`);
}

/** `local>remote`, each pair of ports once. */
export function listOutgoingConnections(): readonly string[] {
  return [...pairs];
}
