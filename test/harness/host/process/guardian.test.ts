import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';

/** Processes that this one has started, by their command lines. */
function children(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return parent === process.pid ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });
}

const guardians = (): readonly string[] =>
  children().filter((line) => line.includes('guardian-child'));

test('there is one guardian, however many hosts a program opens one after the other', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const { processes } = createHost();
    const { exit } = await processes.exec({ file: 'true', args: [], timeoutMs: 10_000 });
    expect(exit).toEqual({ type: 'code', code: 0 });
    await processes.stopAll();
  }
  expect(guardians()).toHaveLength(1);
});

test('ends with what it was there for, and is there again for the next', async () => {
  const { processes } = createHost();
  const run = () => processes.exec({ file: 'true', args: [], timeoutMs: 10_000 });
  for (let turn = 0; turn < 2; turn += 1) {
    await run();
    expect(guardians()).toHaveLength(1);
    await processes.close();
    expect(guardians()).toHaveLength(0);
  }
});

test('stays while something of another host is still running', async () => {
  const [one, other] = [createHost().processes, createHost().processes];
  const running = one.start({ file: 'sleep', args: ['60'] });
  await other.close();
  expect(guardians()).toHaveLength(1);
  await running.stop(0);
  await one.close();
  expect(guardians()).toHaveLength(0);
});
