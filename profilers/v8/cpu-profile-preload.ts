/**
 * Loaded before a measured program: takes a CPU profile of its thread from the first line on and
 * writes it when the thread ends for any reason. `node --cpu-prof` writes nothing when a signal
 * ends the process (nodejs/node#55094), and servers are always ended by a signal.
 */
import type { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';
import { groupFramesByScript } from './find-transformed-scripts.ts';
import { LOADED_TEXTS_EXTENSION } from './loaded-script-texts.ts';
import { recordGcAndEventLoop } from './record-gc-and-event-loop.ts';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';
import { writeLoadedScriptTexts } from './write-loaded-script-texts.ts';
import { recordThreadUntilExit, startRecorder } from './write-recording-at-thread-exit.ts';

const interval = Number(process.env.PERF_HARNESS_CPU_INTERVAL_US);

// The file that the process was started with distinguishes programs.
const program = process.argv[1];
const start = async (path: string): Promise<void> => {
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  profile(session, path);
};
await startRecorder(process.env.PERF_HARNESS_CPU_PROFILE, start, program);

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
