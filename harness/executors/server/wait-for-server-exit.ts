import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit, RunningProcess } from '../../host/process/process-runner.ts';
import { assertNever } from '../../model/assert-never.ts';

/** Pause between two polls of a tree whose first process has ended, milliseconds. */
const PAUSE_MS = 50;

/** Settles when the whole tree has ended: commands may start servers in the background and exit. */
export async function waitForServerExit(server: RunningProcess): Promise<Exit> {
  const exit = await server.exited;
  if (exit.type !== 'not-started') while (server.members().length > 0) await sleep(PAUSE_MS);
  return exit;
}

/** "with exit code 1", for sentences that begin with "the server ended". */
export function describeExit(exit: Exit): string {
  switch (exit.type) {
    case 'code':
      return `with exit code ${exit.code}`;
    case 'signal':
      return `by ${exit.signal}${exit.because === undefined ? '' : ` (${exit.because})`}`;
    case 'not-started':
      return `before it started (${exit.error.code ?? exit.error.message})`;
    default:
      return assertNever(exit);
  }
}
