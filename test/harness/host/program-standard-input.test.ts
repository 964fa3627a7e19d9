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

test('a program reads what it is given on stdin, to its end', async () => {
  const text = 'ä'.repeat(300_000);
  expect((await node(ECHO, text)).stdout).toBe(text);
});

test('a program that is given nothing finds the end at once', async () => {
  expect(await node(ECHO)).toMatchObject({ stdout: '', exit: { type: 'code', code: 0 } });
});

test('a program that ends before it has read everything harms nobody', async () => {
  const { exit } = await node('process.exit(3)', 'x'.repeat(5_000_000));
  expect(exit).toEqual({ type: 'code', code: 3 });
});
