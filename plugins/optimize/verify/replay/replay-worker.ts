/**
 * Replays sessions on one version of a module in a separate thread, so that effects of the module
 * on its globals and its thread do not reach the other version.
 */
import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { answerFileReads, forgetFiles, stageFiles } from './answer-file-reads.ts';
import { watchChangeCoverage } from './changed-function-call-coverage.ts';
import { findReplacedGlobals, watchGlobals } from './detect-replaced-global-functions.ts';
import { fixClockAndRandom, resetRandom } from './deterministic-runtime.ts';
import { replaySession } from './replay-call-session.ts';
import type {
  ReachingCall,
  ReplayReply,
  ReplayRequest,
  ReplayWorkerData,
} from './replay-worker-messages.ts';
import type { ModuleExports } from './resolve-module-exports.ts';

const { folder, files, file, loadFirst, progress, limitMs, watched } =
  workerData as ReplayWorkerData;
const reply = (message: ReplayReply): void => parentPort?.postMessage(message);
const load = prepareFreshLoads();
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
  const exports = await load();
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

/**
 * Returns a function that loads the module with those of the project that it imports as if for the
 * first time, without any state left by earlier calls; packages stay as first loaded. Where other
 * modules are loaded before it, it is loaded once, since loading all of them again takes long.
 */
function prepareFreshLoads(): () => Promise<ModuleExports> {
  const folderUrl = `${pathToFileURL(folder).href}/`;
  const { cache } = createRequire(pathToFileURL(file));
  let loadCount = 0;
  let loaded: ModuleExports | null = null;
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const { url } = resolved;
      const isOfProject =
        url.startsWith(folderUrl) && !url.includes('/node_modules/') && !url.includes('?');
      // Required modules are found by file, and removed from the cache below.
      const isRequired = context.conditions?.includes('require') === true;
      if (!isOfProject || isRequired || loadCount === 1) return resolved;
      return { ...resolved, url: `${url}?replay=${loadCount}` };
    },
  });
  return async () => {
    if (loaded !== null) return loaded;
    loadCount += 1;
    for (const path of Object.keys(cache)) {
      if (path.startsWith(folder) && !path.includes('node_modules')) delete cache[path];
    }
    for (const earlier of loadFirst) await import(pathToFileURL(earlier).href);
    const exports: ModuleExports = await import(pathToFileURL(file).href);
    if (loadFirst.length > 0) loaded = exports;
    return exports;
  };
}

function reportFailure(error: unknown): void {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  reply({ type: 'failed', reason, globals: findReplacedGlobals() });
}

parentPort?.on('message', (request: ReplayRequest) => {
  replay(request).catch(reportFailure);
});

load().then(
  (exports) => reply({ type: 'ready', exportNames: Object.keys(exports) }),
  reportFailure,
);
