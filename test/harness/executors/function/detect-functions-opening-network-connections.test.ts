import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { watchConnectionsOpened } from '../../../../harness/executors/function/measured-function-with-side-effect-watch.ts';
import scenarios from '../../../fixtures/function/shared.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

const { measureBlocks } = createFunctionUnits();

it('notes that a unit that connects for a moment holds resources others may share', async () => {
  const server = createServer((socket) => socket.on('error', () => undefined).end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const scenario = fixtureScenario('shared.ts', 'connects for a moment', { params: { port } });
  const blocks = await measureBlocks(scenario, { blocks: 3, durationMs: 5 });
  server.close();
  expect(blocks.at(-1)?.notes).toMatchObject({ holds_more: true });
});

it.each([
  ['is alone', false],
  ['awaits', false],
  ['talks to a helper of its own', false],
  ['starts a daemon', false],
  ['listens', true],
  ['listens in a thread', true],
])('watch of connections finds whether a function holds some: %s', async (name, isHolding) => {
  const scenario = scenarios.find((candidate) => candidate.name === name);
  const watch = watchConnectionsOpened();
  expect(hasSubscribers('udp.socket')).toBe(true);
  const fixture = await scenario?.setup?.({} as never);
  try {
    await scenario?.run?.(fixture as never, {} as never);
    expect(watch.hasOpened()).toBe(isHolding);
  } finally {
    watch.close();
    await scenario?.teardown?.(fixture as never, {} as never);
  }
  expect(hasSubscribers('udp.socket')).toBe(false);
});
