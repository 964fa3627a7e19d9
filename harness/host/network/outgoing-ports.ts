import { readFileSync } from 'node:fs';

/** The ports that a system gives to outgoing connections, both ends among them. */
export interface OutgoingPorts {
  readonly first: number;
  readonly last: number;
}

const SETTING = '/proc/sys/net/ipv4/ip_local_port_range';

/**
 * Which ports outgoing connections have. One of them may be taken although nobody listens, and stays
 * so for a minute after the connection has closed. Null where the system does not tell: other than
 * Linux.
 */
export function outgoingPorts(): OutgoingPorts | null {
  try {
    const [first = 0, last = 0] = readFileSync(SETTING, 'utf8').trim().split(/\s+/).map(Number);
    return first > 0 && last >= first ? { first, last } : null;
  } catch {
    return null;
  }
}
