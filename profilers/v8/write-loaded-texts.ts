/** Runs in the measured process: tells what V8 ran where that is not known to be what a file holds. */
import { readFileSync } from 'node:fs';
import type { Session } from 'node:inspector';
import { isAbsolute } from 'node:path';
import { type CodePlace, codeFile } from '../name-code.ts';
import { placesFit } from '../places-fit.ts';
import type { LoadedText } from './loaded-texts.ts';
import { writeQuietly } from './write-quietly.ts';

/** A script of which the text is wanted where its file holds another. */
export interface LoadedScript {
  readonly scriptId: string;
  readonly url: string;
  /** Whether it is the text of its file, as far as can be told without it. @param text - null: none. */
  readonly isHeld: (text: string | null, file: string) => boolean;
}

/** A frame of a profile of V8. */
type CallFrame = CodePlace & { readonly scriptId: string };

/** What V8 runs of such a file is seldom what it holds. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/u;

/**
 * Writes the texts of scripts that are not what their files hold. The debugger tells them, which takes
 * tens of milliseconds to begin: without such a script it is left alone.
 */
export function writeLoadedTexts(
  session: Session,
  path: string,
  scripts: Iterable<LoadedScript>,
): void {
  const texts: LoadedText[] = [];
  let isAsked = false;
  for (const { scriptId, url, isHeld } of scripts) {
    const file = codeFile(url);
    if (!isAbsolute(file) || isHeld(readFile(file), file)) continue;
    if (!isAsked) session.post('Debugger.enable');
    isAsked = true;
    // The thread's own session answers before `post` returns.
    session.post('Debugger.getScriptSource', { scriptId }, (error, answer) => {
      // Scripts that nothing can run any more are gone.
      if (error === null) texts.push({ file, text: answer.scriptSource });
    });
  }
  if (!isAsked) return;
  session.post('Debugger.disable');
  writeQuietly(path, JSON.stringify(texts));
}

/** Scripts of a profile, which are told from their files by where their functions begin. */
export function scriptsOf(frames: Iterable<CallFrame>): readonly LoadedScript[] {
  const scripts = new Map<string, CallFrame[]>();
  for (const frame of frames) {
    const known = scripts.get(frame.scriptId);
    if (known === undefined) scripts.set(frame.scriptId, [frame]);
    else known.push(frame);
  }
  return [...scripts].map(([scriptId, own]) => ({
    scriptId,
    url: own[0]?.url ?? '',
    isHeld: (text, file) => {
      const places = own.map(({ functionName, lineNumber, columnNumber }) => ({
        name: functionName,
        line: lineNumber + 1,
        column: columnNumber + 1,
      }));
      return (text === null ? false : placesFit(text, places)) ?? !TYPED.test(file);
    },
  }));
}

/** As Node.js reads a module: without the mark of its byte order. */
function readFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
  } catch {
    return null;
  }
}
