import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { watchConnectionsOpened } from '../../../../harness/executors/function/measured-function-with-side-effect-watch.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { measureBlocks } = createFunctionUnits();
const server = createServer((socket) => socket.on('error', () => undefined).end());
let port = 0;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
});
afterAll(() => void server.close());

async function holdsMore(name: string): Promise<unknown> {
  const scenario = fixtureScenario('shared.ts', name, { params: { port } });
  const blocks = await measureBlocks(scenario, { blocks: 3, durationMs: 5 });
  return blocks.at(-1)?.notes?.holds_more;
}

it.each(['listens', 'listens in a thread', 'connects for a moment'])(
  'reports that a unit that %s holds resources others may share',
  async (name) => {
    expect(await holdsMore(name)).toBe(true);
  },
);

it.each(['is alone', 'awaits', 'talks to a helper of its own', 'starts a daemon'])(
  'reports no shared resources for a unit that %s',
  async (name) => {
    expect(await holdsMore(name)).toBeUndefined();
  },
);

it('stops watching when the watcher is closed', () => {
  const isWatched = (): boolean => hasSubscribers('udp.socket');
  expect(isWatched()).toBe(false);
  const watch = watchConnectionsOpened();
  expect(isWatched()).toBe(true);
  watch.close();
  expect(isWatched()).toBe(false);
});
