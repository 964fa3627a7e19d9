import { LINUX_CURRENT_PROCESS } from './linux/linux-current-process.ts';
import type { CurrentProcess } from './platform.ts';
import { platformName } from './platform-name.ts';

/** For platforms where Node.js alone reports on this process. */
const UNTOLD: CurrentProcess = {
  peakBytes: () => null,
  sockets: () => null,
  countAddressed: () => 0,
  openWaitClock: () => null,
};

/**
 * Returns the readings that this process can take of itself. A separate module, since measured
 * processes load it and nothing else.
 */
export function currentProcess(): CurrentProcess {
  return platformName() === 'linux' ? LINUX_CURRENT_PROCESS : UNTOLD;
}
