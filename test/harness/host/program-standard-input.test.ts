import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';

const { processes } = createHost();
const node = (program: string, stdin?: string) =>
  processes.exec({
    file: process.execPath,
    args: ['-e', program],
    timeoutMs: 300_000,
    ...(stdin === undefined ? {} : { stdin }),
  });
const ECHO = 'process.stdin.pipe(process.stdout)';

test('passes its stdin to a program up to the end', async () => {
  const text = 'ä'.repeat(300_000);
  expect((await node(ECHO, text)).stdout).toBe(text);
});

test('ends stdin at once when a program is given nothing', async () => {
  expect(await node(ECHO)).toMatchObject({ stdout: '', exit: { type: 'code', code: 0 } });
});

test('survives a program that ends before it has read everything', async () => {
  const { exit } = await node('process.exit(3)', 'x'.repeat(5_000_000));
  expect(exit).toEqual({ type: 'code', code: 3 });
});
