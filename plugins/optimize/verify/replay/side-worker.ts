/**
 * Replays sessions on one side of a change, in a thread of its own: what the module does to its globals, and to this
 * thread, is no business of the other side.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { fixChance, restartChance } from './fixed-chance.ts';
import { freshModule } from './fresh-module.ts';
import type { SideData, SideReply, SideRequest } from './messages.ts';
import { watchReach } from './reach.ts';
import { runSession } from './run-session.ts';
import { changedGlobals, watchGlobals } from './watch-globals.ts';

const { folder, file, progress, limitMs, watched } = workerData as SideData;
const port = parentPort;
const reply = (message: SideReply): void => port?.postMessage(message);
const module = freshModule(folder, file);
const reach = await watchReach(watched);

let unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
// Thrown in a timer or by an emitter: nobody handled it either.
process.on('uncaughtException', (error) => unhandled.push(error));
fixChance();
watchGlobals();

async function replay({ session, inspects }: SideRequest): Promise<void> {
  restartChance();
  unhandled = [];
  const exports = await module.load();
  const log = await runSession({
    session,
    exports,
    limitMs,
    inspects,
    begin: (index) => Atomics.store(progress, 0, index),
    rejections: () => {
      const some = unhandled;
      unhandled = [];
      return some;
    },
  });
  Atomics.store(progress, 0, -1);
  reply({ type: 'log', log, globals: changedGlobals(), isReached: reach.isReached() });
}

function trouble(error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  reply({ type: 'trouble', reason, globals: changedGlobals() });
}

port?.on('message', (request: SideRequest) => {
  replay(request).catch(trouble);
});

module
  .load()
  .then((exports) => reply({ type: 'ready', exportNames: Object.keys(exports) }), trouble);
