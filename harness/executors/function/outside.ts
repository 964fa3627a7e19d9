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
  const keptAtFirst = countKept();
  const socketsAtFirst = new Set(ownProcess().sockets());
  let isSeen = false;
  const see = (): void => {
    isSeen = true;
  };
  for (const channel of CHANNELS) subscribe(channel, see);
  return {
    holdsMore: () => {
      isSeen ||= countKept() > keptAtFirst || hasOthers(socketsAtFirst);
      return isSeen;
    },
    close: () => {
      for (const channel of CHANNELS) unsubscribe(channel, see);
    },
  };
}

/** What keeps Node.js alive. */
function countKept(): number {
  return process.getActiveResourcesInfo().filter((name) => KINDS.test(name)).length;
}

/**
 * Whether there are others than before that have an address. The kernel, where it tells, knows of sockets that
 * do not keep Node.js alive, or are a thread's. Most functions open none, and cost no walk through its tables.
 */
function hasOthers(before: ReadonlySet<string>): boolean {
  const { sockets, countAddressed } = ownProcess();
  const others = sockets()?.filter((socket) => !before.has(socket)) ?? [];
  return others.length > 0 && countAddressed(others) > 0;
}
