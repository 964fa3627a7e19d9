import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openWebServer } from '../../../../harness/host/network/web-server.ts';

/** Connects and sends this text; resolves once connected. */
function open(port: number, text: string, ended: Socket[]): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      resolve(socket);
    });
    socket.on('error', () => undefined).on('close', () => ended.push(socket));
  });
}

it('closes the longest silent connection to make room, but no active or new request', async () => {
  const waiting = Promise.withResolvers<void>();
  const server = await openWebServer(
    { host: '127.0.0.1', port: 0, mostConnections: 10, makesRoom: true },
    async (request, response) => {
      if (request.url === '/slow') await waiting.promise;
      response.end('answered');
    },
  );
  const ended: Socket[] = [];
  const slow = fetch(`${server.url}/slow`).then((answer) => answer.text());
  const silent: Socket[] = [];
  for (let count = 0; count < 30; count += 1)
    silent.push(await open(server.port, 'GET / HT', ended));
  expect(await (await fetch(server.url)).text()).toBe('answered');
  expect(ended.length).toBeGreaterThanOrEqual(20);
  expect(silent.indexOf(ended[0] as Socket)).toBe(0);
  waiting.resolve();
  expect(await slow).toBe('answered');
  for (const socket of silent) socket.destroy();
  await server.close(100);
});

it('rejects newcomers without that option', async () => {
  const server = await openWebServer(
    { host: '127.0.0.1', port: 0, mostConnections: 3 },
    (_request, response) => response.end('answered'),
  );
  const ended: Socket[] = [];
  const silent: Socket[] = [];
  for (let count = 0; count < 3; count += 1)
    silent.push(await open(server.port, 'GET / HT', ended));
  await expect(fetch(server.url)).rejects.toThrow();
  for (const socket of silent) socket.destroy();
  await server.close(100);
});
