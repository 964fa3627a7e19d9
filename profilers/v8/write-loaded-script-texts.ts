/** Runs in the measured process: reports the text that V8 ran if it may differ from the file's. */
import type { Session } from 'node:inspector';
import { findTransformedScripts, type LoadedScript } from './find-transformed-scripts.ts';
import type { LoadedScriptText } from './loaded-script-texts.ts';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';

/** Writes texts that differ from their files; enables the debugger only for such a script. */
export function writeLoadedScriptTexts(
  session: Session,
  path: string,
  scripts: Iterable<LoadedScript>,
): void {
  const wanted = findTransformedScripts(scripts);
  if (wanted.length === 0) return;
  const texts: LoadedScriptText[] = [];
  session.post('Debugger.enable');
  for (const { scriptId, file } of wanted) {
    // The thread's own session answers before `post` returns.
    session.post('Debugger.getScriptSource', { scriptId }, (error, answer) => {
      // Scripts that can no longer run have been collected.
      if (error === null) texts.push({ file, text: answer.scriptSource });
    });
  }
  session.post('Debugger.disable');
  writeFileIgnoringErrors(path, JSON.stringify(texts));
}
