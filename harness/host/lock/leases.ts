import type { Socket } from 'node:net';
import { randomToken } from '../random-token.ts';
import { type Answer, type HolderIdentity, sendMessage } from './messages.ts';

interface Lease {
  readonly socket: Socket;
  readonly pid: number;
  readonly label: string;
}

interface Family {
  /** The descendant that measures now, by leave of the holder. */
  current: (Lease & { readonly token: string; readonly since: string }) | null;
  readonly queue: Lease[];
}

/** Leave to measure, given by the holder to its descendants. */
export interface Leases {
  /** Asks for leave by a token. false: the token is not one of this holder's. */
  readonly request: (token: string, lease: Lease) => boolean;
}

/** 16 random bytes: cannot be guessed by another process of the machine. */
export function newToken(): string {
  return randomToken(16);
}

/**
 * Descendants of the holder measure without waiting for it, but not two of one family at a time:
 * the first that asks gets leave until its connection closes, and a token for descendants of its
 * own.
 */
export function createLeases(rootToken: string, now: () => Date): Leases {
  const families = new Map<string, Family>([[rootToken, { current: null, queue: [] }]]);

  const advance = (family: Family): void => {
    const next = family.queue.shift();
    if (next === undefined) {
      family.current = null;
      return;
    }
    const token = newToken();
    families.set(token, { current: null, queue: [] });
    family.current = { ...next, token, since: now().toISOString() };
    sendMessage(next.socket, { type: 'granted', token });
  };

  const leave = (family: Family, socket: Socket): void => {
    const position = family.queue.findIndex((lease) => lease.socket === socket);
    if (position >= 0) family.queue.splice(position, 1);
    if (family.current?.socket !== socket) return;
    families.delete(family.current.token);
    advance(family);
  };

  return {
    request: (token, lease) => {
      const family = families.get(token);
      if (family === undefined) return false;
      lease.socket.on('close', () => leave(family, lease.socket));
      family.queue.push(lease);
      if (family.current === null) advance(family);
      else sendMessage(lease.socket, held(family.current, family.queue.length - 1));
      return true;
    },
  };
}

function held({ pid, label, since }: HolderIdentity, ahead: number): Answer {
  return { type: 'held', ahead, pid, label, since };
}
