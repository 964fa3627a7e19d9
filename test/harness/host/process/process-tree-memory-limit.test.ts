import { describe, expect, it } from 'vitest';
import { createProcesses } from '../../../../harness/host/process/process-runner.ts';

const node = (code: string) => ({
  file: process.execPath,
  args: ['-e', code],
  timeoutMs: 300_000,
});
/** Takes a gigabyte at the most, however late a busy machine looks at it. */
const EATS =
  'const kept = []; setInterval(() => kept.length < 60 && kept.push(Buffer.alloc(16e6, 1)), 10)';

describe('limits of a process tree', () => {
  it('end a process that takes more memory, also a grandchild, and report the amount', async () => {
    const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(EATS)}], { detached: true, stdio: 'ignore' }); setInterval(() => {}, 1000)`;
    const { exit, timedOut } = await createProcesses().exec({
      ...node(child),
      limits: { memoryBytes: 200e6 },
    });
    expect(timedOut).toBe(false);
    expect(exit).toMatchObject({
      type: 'signal',
      signal: 'SIGKILL',
      because: expect.stringMatching(
        /^the program used \d+ MB of memory, more than its limit of 200 MB$/u,
      ),
    });
  });

  it('default to those of all programs when a program has none of its own', async () => {
    const processes = createProcesses();
    processes.limitTrees({ processes: 3 });
    const many = `for (let i = 0; i < 5; i += 1) require('node:child_process').spawn('sleep', ['60'])`;
    const { exit } = await processes.exec(node(many));
    expect(exit).toMatchObject({
      // The number of processes at the inspection that exceeded the limit.
      because: expect.stringMatching(
        /^the program had [456] processes at once, more than its limit of 3$/,
      ),
    });
    const own = processes.start({ ...node(EATS), limits: { memoryBytes: 100e6 } });
    expect(await own.exited).toMatchObject({ because: expect.stringContaining('100 MB') });
    processes.limitTrees(null);
    const quick = await processes.exec(node('setTimeout(() => {}, 600)'));
    expect(quick.exit).toEqual({ type: 'code', code: 0 });
  });

  it('do not affect processes that stay within them', async () => {
    const { exit } = await createProcesses().exec({
      ...node('const kept = Buffer.alloc(50e6, 1); setTimeout(() => process.exit(kept[0]), 800)'),
      limits: { memoryBytes: 400e6, processes: 2 },
    });
    expect(exit).toEqual({ type: 'code', code: 1 });
  });
});
