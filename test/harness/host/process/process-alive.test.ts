import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { identifyProcess, isAlive } from '../../../../harness/host/process/process-alive.ts';

const stateOf = (pid: number): string =>
  /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';

it('a process that has ended is not alive, though nobody has asked about its end', async () => {
  // The shell's child becomes a child of `sleep`, which never reaps it.
  const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
  try {
    const [text] = await once(parent.stdout, 'data');
    const child = identifyProcess(Number(String(text)));
    expect(isAlive(child)).toBe(true);
    while (stateOf(child.pid) !== 'Z') await sleep(20);
    expect(isAlive(child)).toBe(false);
    expect(isAlive(identifyProcess(parent.pid ?? 0))).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

it('another process that got the number is not the one that had it', () => {
  const own = identifyProcess(process.pid);
  expect(isAlive(own)).toBe(true);
  expect(isAlive({ ...own, startedTicks: '1' })).toBe(false);
});
