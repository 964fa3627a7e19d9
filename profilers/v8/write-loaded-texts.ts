/** Runs in the measured process: reports the text that V8 ran if it may differ from the file's. */
import type { Session } from 'node:inspector';
import { findTransformedScripts, type LoadedScript } from './loaded-scripts.ts';
import type { LoadedText } from './loaded-texts.ts';
import { writeIgnoringErrors } from './write-ignoring-errors.ts';

/**
 * Writes texts that differ from their files, using the debugger, which is only enabled if there is
 * such a script.
 */
export function writeLoadedTexts(
  session: Session,
  path: string,
  scripts: Iterable<LoadedScript>,
): void {
  const wanted = findTransformedScripts(scripts);
  if (wanted.length === 0) return;
  const texts: LoadedText[] = [];
  session.post('Debugger.enable');
  for (const { scriptId, file } of wanted) {
    // The thread's own session answers before `post` returns.
    session.post('Debugger.getScriptSource', { scriptId }, (error, answer) => {
      // Scripts that can no longer run have been collected.
      if (error === null) texts.push({ file, text: answer.scriptSource });
    });
  }
  session.post('Debugger.disable');
  writeIgnoringErrors(path, JSON.stringify(texts));
}
