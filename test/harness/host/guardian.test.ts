import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';

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

test('there is one guardian, however many hosts a program opens one after the other', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const { processes } = createHost();
    const { exit } = await processes.exec({ file: 'true', args: [], timeoutMs: 10_000 });
    expect(exit).toEqual({ type: 'code', code: 0 });
    await processes.stopAll();
  }
  expect(children().filter((line) => line.includes('guardian-child'))).toHaveLength(1);
});
