/** Runs in the measured process: records connections it opened, to match their other ends. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Most pairs of ports: more than a machine can have open to a few others. */
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
