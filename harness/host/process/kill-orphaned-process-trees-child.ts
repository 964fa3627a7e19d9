/** The guardian: reads `+ pid token` and `- pid token` until its input closes, then ends every unreleased tree. */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentPlatform } from '../platform/current-platform.ts';
import type { ProcessTree } from '../platform/platform.ts';

const SWEEPS = 20;
const PAUSE_MS = 100;

const { trees } = currentPlatform();
const watched = new Map<string, ProcessTree>();

// A Ctrl-C at the terminal must not take the guardian away before it has done its work.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, pid, token] = line.split(' ');
  if (pid === undefined || token === undefined) continue;
  if (sign === '+') watched.set(token, { pid: Number(pid), token, startedTicks: null });
  else watched.delete(token);
}

// Several sweeps, since a process may fork while it is being ended.
for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
  const living = [...watched.values()].filter((tree) => trees.living(tree).length > 0);
  if (living.length === 0) break;
  for (const tree of living) trees.signal(tree, 'SIGKILL');
  await sleep(PAUSE_MS);
}
