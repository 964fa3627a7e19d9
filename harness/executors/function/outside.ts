import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ownProcess } from '../../host/platform/own-process.ts';

/** Servers and connections, as Node.js names what keeps it alive. */
const KINDS = /^(?:TCPServer|PipeServer|TCPSocket|UDP)Wrap$/;
/** What Node.js tells of as soon as there is one, however short its life. */
const CHANNELS = ['net.client.socket', 'udp.socket'];

/** Sees what a process holds that it may share with another. */
export interface OutsideWatch {
  /** To be asked now and then; once it says so it stays with it. */
  readonly holdsMore: () => boolean;
  readonly close: () => void;
}

/**
 * Sees whether from now on this process holds, or held for a moment, a server or a connection: what it
 * may share with another of its kind. A process that it starts is its own, until somebody connects to
 * it.
 */
export function watchOutside(): OutsideWatch {
  const atFirst = count();
  let isSeen = false;
  const see = (): void => {
    isSeen = true;
  };
  for (const channel of CHANNELS) subscribe(channel, see);
  return {
    holdsMore: () => {
      isSeen ||= count() > atFirst;
      return isSeen;
    },
    close: () => {
      for (const channel of CHANNELS) unsubscribe(channel, see);
    },
  };
}

/** The kernel, where it tells, knows of sockets that do not keep Node.js alive, or are a thread's. */
function count(): number {
  const kept = process.getActiveResourcesInfo().filter((name) => KINDS.test(name)).length;
  return kept + (ownProcess().countAddressedSockets() ?? 0);
}
