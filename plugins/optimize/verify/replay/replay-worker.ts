/**
 * Replays sessions on one version of a module in a separate thread, so that effects of the module
 * on its globals and its thread do not reach the other version.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { answerFileReads, forgetFiles, stageFiles } from './answer-file-reads.ts';
import { watchChangeCoverage } from './changed-function-call-coverage.ts';
import { findReplacedGlobals, watchGlobals } from './detect-replaced-global-functions.ts';
import { fixClockAndRandom, resetRandom } from './deterministic-runtime.ts';
import { loadFreshModule } from './load-module-uncached.ts';
import { replaySession } from './replay-call-session.ts';
import type {
  ReachingCall,
  ReplayReply,
  ReplayRequest,
  ReplayWorkerData,
} from './replay-worker-messages.ts';

const { folder, files, file, loadFirst, progress, limitMs, watched } =
  workerData as ReplayWorkerData;
const port = parentPort;
const reply = (message: ReplayReply): void => port?.postMessage(message);
const module = loadFreshModule(folder, file, loadFirst);
const reach = await watchChangeCoverage(watched);

let unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));
// Errors thrown in timers or by emitters are unhandled, too.
process.on('uncaughtException', (error) => unhandled.push(error));
fixClockAndRandom();
answerFileReads();
watchGlobals();

async function replay({ session, inspects, sampled }: ReplayRequest): Promise<void> {
  resetRandom(session.calls[0]?.at);
  forgetFiles();
  unhandled = [];
  const exports = await module.load();
  const sample = sampleCalls(sampled ?? []);
  const log = await replaySession({
    session,
    exports,
    stageFiles: (given) => stageFiles(given, { folder, files }),
    limitMs,
    inspects,
    begin: (index) => {
      sample.begin(index);
      Atomics.store(progress, 0, index);
    },
    takeRejections: () => {
      const some = unhandled;
      unhandled = [];
      return some;
    },
  });
  Atomics.store(progress, 0, -1);
  const reaching = sample.end();
  const unreached = reach.unreached();
  if (sampled === null && unreached?.length === 0) reach.end();
  reply({ type: 'log', log, globals: findReplacedGlobals(), unreached, reaching });
}

/** Watches which changed spans the sampled calls reach. */
function sampleCalls(sampled: readonly number[]) {
  const reaching: ReachingCall[] = [];
  let running: number | null = null;
  let isKnown = true;
  const endCall = (): void => {
    if (running === null) return;
    const spans = reach.newlyReached();
    if (spans === null) isKnown = false;
    else if (spans.length > 0) reaching.push({ index: running, spans });
    running = null;
  };
  return {
    begin: (index: number): void => {
      endCall();
      if (!sampled.includes(index)) return;
      reach.newlyReached();
      running = index;
    },
    end: (): readonly ReachingCall[] | null => {
      endCall();
      return isKnown ? reaching : null;
    },
  };
}

function trouble(error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  reply({ type: 'failed', reason, globals: findReplacedGlobals() });
}

port?.on('message', (request: ReplayRequest) => {
  replay(request).catch(trouble);
});

module
  .load()
  .then((exports) => reply({ type: 'ready', exportNames: Object.keys(exports) }), trouble);
