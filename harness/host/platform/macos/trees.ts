import { canSignal, sendSignal } from '../send-signal.ts';
import type { Trees } from '../trees.ts';
import { descendantsOf, listProcesses } from './process-list.ts';

/**
 * A tree is the group of its first process and, when it is ended, what descends from it and has left the
 * group. To list processes takes a program of its own, too long for what is asked beside a measurement.
 */
export const MACOS_TREES: Trees = {
  ownGroup: true,
  isComplete: false,
  politeEnd: 'signal',
  guardian: 'shell',
  living: ({ pid }) => (canSignal(-pid) ? [pid] : []),
  signal: ({ pid }, signal) => {
    const left = canSignal(pid) ? descendantsOf(pid, listProcesses()) : [];
    sendSignal(-pid, signal);
    for (const one of left) if (one !== process.pid) sendSignal(one, signal);
  },
};
