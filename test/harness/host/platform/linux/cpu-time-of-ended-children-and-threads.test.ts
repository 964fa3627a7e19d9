import { describe, expect, test } from 'vitest';
import { readProcessAccount } from '../../../../../harness/host/platform/linux/linux-process-reader.ts';
import { createHost } from '../../../../../harness/host.ts';

const host = createHost();

/** Starts a program and waits until it has printed its data about itself. */
async function started(code: string): Promise<{
  readonly pid: number;
  readonly says: { readonly cpuMs: number; readonly peakBytes: number };
  readonly stop: () => Promise<void>;
}> {
  const line = Promise.withResolvers<string>();
  const program = host.processes.start({
    file: process.execPath,
    args: [
      '-e',
      `${code}
      const { user, system } = process.cpuUsage();
      console.log(JSON.stringify({ cpuMs: (user + system) / 1e3, peakBytes: Number(/VmHWM:\\s+(\\d+)/.exec(process.getBuiltinModule('node:fs').readFileSync('/proc/self/status', 'utf8'))[1]) * 1024 }));
      setInterval(() => {}, 1000);`,
    ],
    onLine: line.resolve,
  });
  const says = JSON.parse(await line.promise);
  return { pid: program.pid ?? 0, says, stop: () => program.stop(0) };
}

describe.runIf(process.platform === 'linux')("the kernel's account of a process", () => {
  test('agrees with what the process reports of itself', async () => {
    const { pid, says, stop } = await started(
      'const kept = Buffer.alloc(100e6, 1); const end = performance.now() + 300; while (performance.now() < end) kept[0] += 1;',
    );
    const account = readProcessAccount(pid);
    await stop();
    expect(account?.pid).toBe(pid);
    // Printing takes a little CPU time, and V8's threads go on for a while.
    expect(account?.ownCpuMs).toBeGreaterThan(says.cpuMs * 0.95);
    expect(account?.ownCpuMs).toBeLessThan(says.cpuMs + 100);
    expect(account?.peakBytes).toBeGreaterThan(100e6);
    expect(account?.peakBytes).toBeGreaterThan(says.peakBytes * 0.95);
    expect(account?.peakBytes).toBeLessThan(says.peakBytes * 1.1 + 10e6);
    expect(account?.endedChildrenCpuMs).toBe(0);
  });

  test('includes the time of children that have ended', async () => {
    const { pid, stop } = await started(
      `require('node:child_process').execFileSync(process.execPath, ['-e', 'const end = process.cpuUsage().user + 1e5; while (process.cpuUsage().user < end);']);`,
    );
    const account = readProcessAccount(pid);
    await stop();
    expect(account?.endedChildrenCpuMs).toBeGreaterThan(90);
  });

  test('includes the time of threads that have ended', async () => {
    const { pid, says, stop } = await started(
      `const { Worker } = await import('node:worker_threads');
      await new Promise((resolve) => new Worker('const end = performance.now() + 200; while (performance.now() < end);', { eval: true }).on('exit', resolve));`,
    );
    const account = readProcessAccount(pid);
    await stop();
    expect(account?.ownCpuMs).toBeGreaterThan(says.cpuMs - 30);
  });
});

test('returns null for a process that is gone', async () => {
  const { pid, stop } = await started('');
  await stop();
  // Between its end and its parent's noticing it, the kernel still has it.
  await expect.poll(() => readProcessAccount(pid), { timeout: 100_000 }).toBeNull();
});
