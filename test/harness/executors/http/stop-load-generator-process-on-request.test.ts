import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const CHILD = fileURLToPath(
  new URL('../../../../harness/executors/http/load-generator-child.ts', import.meta.url),
);

test('ends the process that sends load on request, without another message', async () => {
  const child = fork(CHILD, ['closed']);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  await once(child, 'message');
  child.send({ type: 'close' });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(messages).toEqual([{ type: 'ready' }]);
});
