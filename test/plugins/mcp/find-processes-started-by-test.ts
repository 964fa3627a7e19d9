import { readdirSync, readFileSync } from 'node:fs';

/** Variable that marks the processes of a test: every process that it starts inherits it. */
export const MARK_VARIABLE = 'MCP_TEST_MARK';

/** Returns the ids of the processes with a mark, except for this process (Linux). */
export function findMarkedProcesses(mark: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environmentOf(name).includes(`${MARK_VARIABLE}=${mark}`))
    .map(Number);
}

/** Empty: it has ended, or belongs to another user. */
function environmentOf(name: string): readonly string[] {
  try {
    return readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Waits for the condition. @throws Error if it is not met in time. */
export async function waitUntil(condition: () => boolean, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not come to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
