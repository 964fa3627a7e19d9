import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { socketPath } from '../../../../harness/host/platform/unix-socket-path.ts';

it('is in the folder where that can be listened at', () => {
  expect(socketPath('/tmp/run', 'trace')).toBe(join('/tmp/run', 'trace'));
});

it('of a folder with a long name is a short one of its own, which can be listened at', async () => {
  const folder = join(tmpdir(), 'a'.repeat(120));
  const path = socketPath(folder, 'trace');
  expect(path).toBe(socketPath(folder, 'trace'));
  expect(path).not.toBe(socketPath(folder, 'probe'));
  const server = createServer();
  await new Promise((resolve, reject) => server.on('error', reject).listen(path, () => resolve(0)));
  await new Promise((resolve) => server.close(resolve));
});
