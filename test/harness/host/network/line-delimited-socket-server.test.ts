import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type LineClient,
  type LineServer,
  openTextLineServer,
} from '../../../../harness/host/network/text-line-server.ts';

let folder: string;
let server: LineServer;
let lines: string[];
let gone: LineClient[];
let clients: Set<LineClient>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ph lines ä '));
  lines = [];
  // The previous test's server may report its clients late.
  const goneFromHere: LineClient[] = [];
  gone = goneFromHere;
  clients = new Set();
  server = await openTextLineServer(join(folder, 'socket'), {
    onLine: (client, line) => {
      clients.add(client);
      lines.push(line);
      client.send(`heard ${line}`);
    },
    onGone: (client) => goneFromHere.push(client),
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function dial(): Promise<Socket> {
  const socket = connect(join(folder, 'socket'));
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const nextData = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

test('delivers whole lines, whatever pieces they come in, and answers their sender', async () => {
  const socket = await dial();
  socket.write('one\ntw');
  expect(await nextData(socket)).toBe('heard one\n');
  socket.write('o\n');
  expect(await nextData(socket)).toBe('heard two\n');
  expect(lines).toEqual(['one', 'two']);
  expect(clients.size).toBe(1);
  socket.destroy();
});

test('reports clients that disconnect, and continues', async () => {
  const first = await dial();
  first.write('a\n');
  await nextData(first);
  first.destroy();
  const second = await dial();
  second.write('b\n');
  await nextData(second);
  expect(lines).toEqual(['a', 'b']);
  expect(gone).toEqual([[...clients][0]]);
  second.destroy();
});

test('disconnects a client that never ends its line', async () => {
  const socket = await dial();
  socket.write('x'.repeat(100_000));
  await closed(socket);
  expect(lines).toEqual([]);
});

test('disconnects all clients and removes the socket when closed', async () => {
  const socket = await dial();
  const over = closed(socket);
  await server.close();
  await over;
  await expect(
    openTextLineServer(join(folder, 'socket'), {
      onLine: () => undefined,
      onGone: () => undefined,
    }),
  ).resolves.toMatchObject({ close: expect.any(Function) });
});

test('rejects a path that is too long for a socket instead of truncating it', async () => {
  const path = join(folder, 'x'.repeat(200));
  await expect(
    openTextLineServer(path, { onLine: () => undefined, onGone: () => undefined }),
  ).rejects.toThrow();
});
