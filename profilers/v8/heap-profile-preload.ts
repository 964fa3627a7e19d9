/**
 * Loaded before a measured program: samples the allocations of its thread, and writes them when the
 * thread ends, however it is ended. V8 does not report when something was allocated, so sampling
 * begins anew when a file signals the beginning of the measured stretch.
 */
import type { Session } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';
import { groupFramesByScript, listHeapFrames } from './find-transformed-scripts.ts';
import { LOADED_TEXTS_EXTENSION } from './loaded-script-texts.ts';
import { onProfileRecordingRestart } from './restart-recording-when-measurement-begins.ts';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';
import { writeLoadedScriptTexts } from './write-loaded-script-texts.ts';
import { recordThreadUntilExit, startRecorder } from './write-recording-at-thread-exit.ts';

const samplingInterval = Number(process.env.PERF_HARNESS_HEAP_INTERVAL_B);
const isAll = process.env.PERF_HARNESS_HEAP_COUNTS === 'allocated';
const v8Version = Number.parseInt(process.versions.v8, 10);
/** Older versions leave out collected objects, whatever is requested. */
const OLDEST_V8 = 11;
/** First V8 version that certainly supports Maglev's flags; it warns about unknown flags. */
const MAGLEV_V8 = 12;

await startRecorder(process.env.PERF_HARNESS_HEAP_PROFILE, async (path) => {
  if (isAll && v8Version < OLDEST_V8) {
    throw new Error(
      `Node.js ${process.version} cannot sample allocations; use Node.js 20 or later`,
    );
  }
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  if (!isAll) nameAllocators();
  onProfileRecordingRestart(path, profile(session, path));
});

/**
 * Turns inlining off, since allocations of an inlined function count for the function that it is
 * inlined into. Used where names matter most. Where all allocations count, inlining stays on, since
 * without it V8 would allocate objects that it otherwise does without.
 */
function nameAllocators(): void {
  setFlagsFromString('--no-turbo-inlining');
  if (v8Version >= MAGLEV_V8) setFlagsFromString('--no-maglev-inlining');
}

/** @returns Function that discards all samples so far. */
function profile(session: Session, path: string): () => void {
  let part = 0;
  const begin = (): void => {
    session.post('HeapProfiler.startSampling', {
      samplingInterval,
      includeObjectsCollectedByMajorGC: isAll,
      includeObjectsCollectedByMinorGC: isAll,
    });
  };
  // The thread's own session answers before `post` returns.
  const write = (): void => {
    session.post('HeapProfiler.stopSampling', (error, result) => {
      if (error !== null || result === undefined) return;
      writeFileIgnoringErrors(`${path}-${part}.heapprofile`, JSON.stringify(result.profile));
      writeLoadedScriptTexts(
        session,
        `${path}-${part}${LOADED_TEXTS_EXTENSION}`,
        groupFramesByScript(listHeapFrames(result.profile.head)),
      );
      part += 1;
    });
  };
  recordThreadUntilExit({ begin, write });
  return () => {
    session.post('HeapProfiler.stopSampling');
    begin();
  };
}
