/**
 * Loaded before a measured program: takes a CPU profile of its thread from the first line on and
 * writes it when the thread ends for any reason. `node --cpu-prof` writes nothing when a signal
 * ends the process (nodejs/node#55094), and servers are always ended by a signal.
 *
 * Errors here must not keep the program from running: the reader then reports why there is no
 * profile.
 */
import { writeFileSync } from 'node:fs';
import type { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { groupFramesByScript } from './find-transformed-scripts.ts';
import { LOADED_TEXTS_EXTENSION } from './loaded-script-texts.ts';
import { recordGcAndEventLoop } from './record-gc-and-event-loop.ts';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';
import { writeLoadedScriptTexts } from './write-loaded-script-texts.ts';
import { recordThreadUntilExit } from './write-recording-at-thread-exit.ts';

const folder = process.env.PERF_HARNESS_CPU_PROFILE;
const interval = Number(process.env.PERF_HARNESS_CPU_INTERVAL_US);

if (folder !== undefined) {
  const path = join(folder, `${process.pid}-${threadId}`);
  try {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    // A thread that began and left no profile was ended without a chance to write one. The content,
    // the file that its process was started with, distinguishes programs.
    writeFileSync(`${path}.begun`, process.argv[1] ?? '');
    profile(session, path);
  } catch (error) {
    writeFileIgnoringErrors(`${path}.refused`, (error as Error).message);
  }
}

function profile(session: Session, path: string): void {
  let part = 0;
  const runtime = isMainThread ? recordGcAndEventLoop() : null;
  recordThreadUntilExit({
    begin: () => {
      session.post('Profiler.enable');
      session.post('Profiler.setSamplingInterval', { interval });
      session.post('Profiler.start');
    },
    write: () => {
      // Before the profile is stopped and written: that time is not the program's.
      const record = runtime?.read();
      // The thread's own session answers before `post` returns.
      session.post('Profiler.stop', (error, result) => {
        if (error !== null || result === undefined) return;
        writeFileIgnoringErrors(`${path}-${part}.cpuprofile`, JSON.stringify(result.profile));
        const frames = result.profile.nodes.map(({ callFrame }) => callFrame);
        writeLoadedScriptTexts(
          session,
          `${path}-${part}${LOADED_TEXTS_EXTENSION}`,
          groupFramesByScript(frames),
        );
        part += 1;
      });
      // Complete each time: the last file written counts.
      if (record !== undefined) writeFileIgnoringErrors(`${path}.runtime`, JSON.stringify(record));
    },
  });
}
