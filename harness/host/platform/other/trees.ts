import { canSignal, sendSignal } from '../send-signal.ts';
import type { Trees } from '../trees.ts';

/** A tree is the group of its first process: what left it is not found. */
export const OTHER_TREES: Trees = {
  ownGroup: true,
  isComplete: false,
  politeEnd: 'signal',
  guardian: 'shell',
  living: ({ pid }) => (canSignal(-pid) ? [pid] : []),
  signal: ({ pid }, signal) => sendSignal(-pid, signal),
};
