/**
 * Runs in the measured process: where promises were awaited. Query builders are awaited as objects
 * with a method `then`, which older V8 calls without the awaiting function in the stack, so that a
 * statement would have no place in the program.
 */
import { createHook, executionAsyncResource } from 'node:async_hooks';
import { type AwaitSite, captureUnread } from './waiting-call-stacks.ts';

/** Awaits that are followed; a longer chain would keep all promises of an endless loop alive. */
const MOST_AWAITS = 32;

interface KeptSite extends AwaitSite {
  readonly depth: number;
}

const sites = new WeakMap<object, KeptSite>();
let isRecording = false;

/** Records the sites of all promises from now on, unless V8 itself follows such awaits. */
export async function recordAwaitSites(): Promise<void> {
  if (await followsThenables()) return;
  isRecording = true;
  createHook({
    init: function waits(_id, type, _trigger, resource) {
      if (type !== 'PROMISE') return;
      const current = sites.get(executionAsyncResource()) ?? null;
      const isFar = (current?.depth ?? 0) >= MOST_AWAITS;
      sites.set(resource, {
        trace: captureUnread(waits),
        within: isFar ? null : current,
        depth: isFar ? 0 : (current?.depth ?? 0) + 1,
      });
    },
  }).enable();
}

/** Returns the site of the promise whose continuation is running; null: it is not known. */
export function currentAwaitSite(): AwaitSite | null {
  return isRecording ? (sites.get(executionAsyncResource()) ?? null) : null;
}

/** True if a stack within `then` contains the function that awaits it. */
async function followsThenables(): Promise<boolean> {
  let stack = '';
  await awaitsThenable({
    // biome-ignore lint/suspicious/noThenProperty: this is the property that V8 calls
    then: (resolve) => {
      stack = new Error().stack ?? '';
      resolve();
    },
  });
  return stack.includes(awaitsThenable.name);
}

async function awaitsThenable(thenable: { then: (resolve: () => void) => void }): Promise<void> {
  await thenable;
}
