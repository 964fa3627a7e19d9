import { LINUX_OWN_PROCESS } from './linux/own-process.ts';
import type { OwnProcess } from './platform.ts';
import { platformName } from './platform-name.ts';

/** Where Node.js alone tells of this process. */
const UNTOLD: OwnProcess = {
  peakBytes: () => null,
  sockets: () => null,
  countAddressed: () => 0,
  openWaitClock: () => null,
};

/** What this process can learn of itself; apart, since measured processes load it and nothing else. */
export function ownProcess(): OwnProcess {
  return platformName() === 'linux' ? LINUX_OWN_PROCESS : UNTOLD;
}
