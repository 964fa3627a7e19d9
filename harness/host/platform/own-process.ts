import { LINUX_OWN_PROCESS } from './linux/linux-own-process.ts';
import type { OwnProcess } from './platform.ts';
import { platformName } from './platform-name.ts';

/** For platforms where Node.js alone reports on this process. */
const UNTOLD: OwnProcess = {
  peakBytes: () => null,
  sockets: () => null,
  countAddressed: () => 0,
  openWaitClock: () => null,
};

/**
 * Returns the readings that this process can take of itself. A separate module, since measured
 * processes load it and nothing else.
 */
export function ownProcess(): OwnProcess {
  return platformName() === 'linux' ? LINUX_OWN_PROCESS : UNTOLD;
}
