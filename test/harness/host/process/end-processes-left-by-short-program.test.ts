/** Processes that a program left behind in a session of its own, when the program has ended. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../../../harness/host/process/process-identity-and-liveness.ts';
import { createHost } from '../../../../harness/host.ts';

const { processes } = createHost();
const folder = mkdtempSync(join(tmpdir(), 'left-behind-'));

/** Runs text that writes a process id to `$FILE`. @returns The id. */
async function runLeaving(text: string): Promise<number> {
  const env = { FILE: join(folder, 'pid') };
  const { exit } = await processes.exec({ file: text, shell: true, env, timeoutMs: 300_000 });
  expect(exit).toEqual({ type: 'code', code: 0 });
  return Number(readFileSync(env.FILE, 'utf8'));
}

const LEAVE = '(setsid sleep 300 >/dev/null 2>&1 & echo $! > "$FILE")';
/** Uses more process numbers than are checked one by one, after the process that is left behind. */
const MANY = 'i=0; while [ $i -lt 40 ]; do (:); i=$((i+1)); done';

test.each([
  ['at once', LEAVE],
  ['after many other processes', `${LEAVE}; ${MANY}`],
  ['later than the process numbers could have started over', `${LEAVE}; sleep 0.1`],
])('exec ends a process in a session of its own when the program ends %s', async (_, text) => {
  const pid = await runLeaving(text);
  expect(pid).toBeGreaterThan(0);
  expect(isAlive({ pid, startedTicks: null })).toBe(false);
});
