import { readFileSync } from 'node:fs';
import type { OutgoingPorts } from '../network-reader.ts';

const SETTING = '/proc/sys/net/ipv4/ip_local_port_range';

/** The setting of the kernel, see ip-sysctl.rst; null where it cannot be read. */
export function outgoingPorts(): OutgoingPorts | null {
  try {
    const [first = 0, last = 0] = readFileSync(SETTING, 'utf8').trim().split(/\s+/).map(Number);
    return first > 0 && last >= first ? { first, last } : null;
  } catch {
    return null;
  }
}
