/** Changes that a function makes to globals shared by all code of its process. */
import { afterEach, describe, expect, it } from 'vitest';
import { watchGlobalChanges } from '../../../../harness/executors/function/measured-function-with-side-effect-watch.ts';

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
