import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const CHILD = fileURLToPath(
  new URL('../../../../harness/executors/http/load-generator-child.ts', import.meta.url),
);

test.each(['closed', 'open'])(
  'ends the process that sends load by the %s model on request, without another message',
  async (model) => {
    const child = fork(CHILD, [model]);
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    const told: unknown[] = [];
    child.on('message', (message) => told.push(message));
    await once(child, 'message');
    child.send({ type: 'close' });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(told).toEqual([{ type: 'ready' }]);
  },
);
