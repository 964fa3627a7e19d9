import { hasSubscribers } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  watchConnectionsOpened,
  watchGlobalChanges,
} from '../../../../harness/executors/function/measured-function-with-side-effect-watch.ts';
import scenarios from '../../../fixtures/function/shared.ts';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

/** Undoes the changes of a case. */
let undo = (): void => undefined;
afterEach(() => undo());

function replaced(object: object, key: PropertyKey, value: unknown): void {
  const before = Reflect.getOwnPropertyDescriptor(object, key);
  Reflect.defineProperty(object, key, { value, configurable: true, writable: true });
  undo = () => {
    if (before === undefined) Reflect.deleteProperty(object, key);
    else Reflect.defineProperty(object, key, before);
  };
}

const CHANGES: Readonly<Record<string, () => void>> = {
  'JSON.parse': () => replaced(JSON, 'parse', () => null),
  'Math.random': () => replaced(Math, 'random', () => 0.5),
  'performance.now': () => replaced(performance, 'now', () => 0),
  'globalThis.Date': () => replaced(globalThis, 'Date', class extends Date {}),
  'Array.prototype.last': () => replaced(Array.prototype, 'last', () => 0),
  'Map.prototype.size': () => replaced(Map.prototype, 'size', 3),
  'process.uptime': () => replaced(process, 'uptime', () => 0),
};

describe('watchGlobals', () => {
  it.each(Object.keys(CHANGES))('names %s once it has changed', (name) => {
    const changed = watchGlobalChanges();
    expect(changed()).toBeNull();
    CHANGES[name]?.();
    expect(changed()).toBe(name);
    undo();
    expect(changed()).toBeNull();
  });

  it('names the environment once it has changed', () => {
    const changed = watchGlobalChanges();
    process.env.SOMETHING_NEW = '1';
    undo = () => delete process.env.SOMETHING_NEW;
    expect(changed()).toBe('process.env');
  });

  it('ignores code that only uses globals', () => {
    const changed = watchGlobalChanges();
    const listener = (): void => undefined;
    process.on('exit', listener);
    replaced(globalThis, 'cacheOfMine', {});
    void [new Blob(['x']), structuredClone({}), crypto.subtle, new Intl.NumberFormat('en')];
    expect(changed()).toBeNull();
    process.off('exit', listener);
  });
});

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
