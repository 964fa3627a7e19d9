import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  identifyProcess,
  isAlive,
} from '../../../../harness/host/process/process-identity-and-liveness.ts';

const stateOf = (pid: number): string =>
  /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';

it('reports an ended process as not alive, even if nobody has reaped it', async () => {
  // The shell's child becomes a child of `sleep`, which never reaps it.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  try {
    const [text] = await once(parent.stdout, 'data');
    const child = identifyProcess(Number(String(text)));
    expect(isAlive(child)).toBe(true);
    while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await sleep(20);
    process.kill(child.pid, 'SIGKILL');
    while (stateOf(child.pid) !== 'Z') await sleep(20);
    expect(isAlive(child)).toBe(false);
    expect(isAlive(identifyProcess(parent.pid ?? 0))).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

it('distinguishes another process with the same number', () => {
  const own = identifyProcess(process.pid);
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startedTicks: '1' })).toBe(false);
});
