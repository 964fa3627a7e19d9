/**
 * Loaded before a measured program: has V8 count how often each part of each function runs, and
 * writes the counts when the thread ends. Counting starts anew when a file signals the beginning of
 * the measured stretch, so that a program's start is not included.
 */
import { Session } from 'node:inspector';
import { LOADED_TEXTS_EXTENSION } from '../v8/loaded-script-texts.ts';
import { onProfileRecordingRestart } from '../v8/restart-recording-when-measurement-begins.ts';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { writeLoadedScriptTexts } from '../v8/write-loaded-script-texts.ts';
import { recordThreadUntilExit, startRecorder } from '../v8/write-recording-at-thread-exit.ts';
import { type CoveredScript, isProjectFile } from './v8-script-coverage.ts';

/** True if V8's counts of a script reach from its first character to its last. */
const isWhole =
  ({ functions }: CoveredScript) =>
  (text: string | null): boolean =>
    functions.some(({ ranges: [whole] }) => {
      return whole?.startOffset === 0 && whole.endOffset === text?.length;
    });

await startRecorder(process.env.PERF_HARNESS_COVERAGE, (path) => {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  let part = 0;
  // Taking resets all counts; the thread's own session answers before `post` returns.
  const take = (use: (scripts: readonly CoveredScript[]) => void): void =>
    session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error === null && answer !== undefined) use(answer.result);
    });
  recordThreadUntilExit({
    begin: () => undefined,
    write: () =>
      take((all) => {
        const scripts = all.filter(({ url }) => isProjectFile(url));
        // First, since counts without the texts that ran would be read by other texts.
        const loaded = scripts.map((script) => ({ ...script, isHeld: isWhole(script) }));
        writeLoadedScriptTexts(session, `${path}-${part}${LOADED_TEXTS_EXTENSION}`, loaded);
        writeFileIgnoringErrors(`${path}-${part}.coverage`, JSON.stringify(scripts));
        part += 1;
      }),
  });
  onProfileRecordingRestart(path, () => take(() => undefined));
});
