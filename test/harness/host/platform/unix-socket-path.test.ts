import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { socketPath } from '../../../../harness/host/platform/unix-socket-path.ts';

it('is in the folder when that can be listened on', () => {
  expect(socketPath('/tmp/run', 'trace')).toBe(join('/tmp/run', 'trace'));
});

it('is short and unique for a folder with a long name, and can be listened on', async () => {
  const folder = join(tmpdir(), 'a'.repeat(120));
  const path = socketPath(folder, 'trace');
  expect(path).toBe(socketPath(folder, 'trace'));
  expect(path).not.toBe(socketPath(folder, 'probe'));
  const server = createServer();
  await new Promise((resolve, reject) => server.on('error', reject).listen(path, () => resolve(0)));
  await new Promise((resolve) => server.close(resolve));
});
