import { join } from 'node:path';
import { runBounded } from '../run-bounded.ts';
import { canSignal } from '../send-signal.ts';
import type { Trees } from '../trees.ts';

/**
 * A tree is what descends from its first process while that lives. There are neither groups nor signals:
 * `taskkill` ends the processes at once, and nothing asks them before.
 */
export const WINDOWS_TREES: Trees = {
  ownGroup: false,
  isComplete: false,
  politeEnd: 'channel',
  guardian: 'node',
  living: ({ pid }) => (canSignal(pid) ? [pid] : []),
  signal: ({ pid }, signal) => {
    if (signal !== 'SIGKILL' || !canSignal(pid)) return;
    runBounded(systemProgram('taskkill.exe'), ['/PID', String(pid), '/T', '/F']);
  },
};

/** A program of Windows itself, whatever PATH a project sets. */
function systemProgram(name: string): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', name);
}
