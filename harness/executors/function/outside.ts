import { countSockets } from '../../host/process-moment.ts';

/** Processes, servers and connections, as Node.js names what keeps it alive. */
const KINDS = /^(?:Process|TCPServer|PipeServer|TCPSocket|UDP)Wrap$/;

/**
 * How much a process holds that it may share with another of its kind: processes that it started,
 * servers, connections. Sockets are counted by the kernel, where it tells, since Node.js does not tell
 * of those that do not keep it alive.
 */
export function countOutside(): number {
  const kept = process.getActiveResourcesInfo().filter((name) => KINDS.test(name)).length;
  return kept + (countSockets(process.pid) ?? 0);
}
