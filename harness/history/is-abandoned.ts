import { isAlive } from '../host/process/process-alive.ts';

/** `.name.pid-ticks-serial.tmp`, and the probes of files that are to be written later. */
const TEMPORARY = /^\..*\.(\d+)(?:-(\d*))?(?:-\d+)?\.(?:tmp|probe)$/u;

/** Whether a name is that of a file that a process was writing when it was killed. */
export function isAbandoned(name: string): boolean {
  const match = TEMPORARY.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  // Files are written at one go, so none of this process is under way now.
  if (pid === process.pid) return true;
  const startedTicks = match[2] === undefined || match[2] === '' ? null : match[2];
  return !isAlive({ pid, startedTicks });
}
