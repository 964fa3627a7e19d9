import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';

const { processes } = createHost();
const file = join(mkdtempSync(join(tmpdir(), 'process-start-')), 'tools');
writeFileSync(file, '');

test.each([
  ['a folder that is a file', { cwd: file }, 'ENOTDIR'],
  ['a variable too long for the system', { env: { LONG: 'x'.repeat(200_000) } }, 'E2BIG'],
  ['an argument that no program can have', { args: ['a\0b'] }, 'ERR_INVALID_ARG_VALUE'],
])('reports a program that %s keeps from starting, without throwing', async (_, spec, code) => {
  const given = { file: process.execPath, args: ['-v'], timeoutMs: 300_000, ...spec };
  const { exit } = await processes.exec(given);
  expect(exit).toMatchObject({ type: 'not-started', error: { code } });
  const started = processes.start(given);
  expect(await started.exited).toMatchObject({ type: 'not-started' });
  started.send({ type: 'hello' });
  await started.stop();
});

test('ends a program that ignores polite signals', async () => {
  const heard = Promise.withResolvers<void>();
  const stubborn = processes.start({
    file: 'sh',
    args: ['-c', "trap '' TERM; echo; while :; do sleep 0.05; done"],
    onLine: () => heard.resolve(),
  });
  await heard.promise;
  await stubborn.stop(50);
  expect(stubborn.members()).toEqual([]);
  expect(await stubborn.exited).toEqual({ type: 'signal', signal: 'SIGKILL' });
});
