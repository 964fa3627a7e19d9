import { subscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { countSockets } from '../../host/process-moment.ts';

/** Processes, servers and connections, as Node.js names what keeps it alive. */
const KINDS = /^(?:Process|TCPServer|PipeServer|TCPSocket|UDP)Wrap$/;
/** What Node.js tells of as soon as there is one, however short its life. */
const CHANNELS = ['net.client.socket', 'udp.socket', 'child_process'];

/**
 * Sees whether from now on this process holds, or held for a moment, what it may share with another of
 * its kind: processes that it started, servers, connections. To be asked now and then; once it says so
 * it stays with it.
 */
export function watchOutside(): () => boolean {
  const atFirst = count();
  let isSeen = false;
  for (const channel of CHANNELS) {
    subscribe(channel, () => {
      isSeen = true;
    });
  }
  return () => {
    isSeen ||= count() > atFirst;
    return isSeen;
  };
}

/** The kernel, where it tells, knows of sockets and processes that do not keep Node.js alive too. */
function count(): number {
  const kept = process.getActiveResourcesInfo().filter((name) => KINDS.test(name)).length;
  return kept + (countSockets(process.pid) ?? 0) + countChildren();
}

function countChildren(): number {
  try {
    return readdirSync('/proc/self/task')
      .map((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8'))
      .flatMap((list) => list.split(' ').filter((pid) => pid.trim() !== '')).length;
  } catch {
    return 0;
  }
}
