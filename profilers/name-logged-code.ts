import type { ProfiledFunction } from '../harness/model/program/profile.ts';
import { nameCode } from './name-code.ts';

/** `outer file:///app/work.mjs:7:15`; without a name `␣file:///app/work.mjs:1:1`. */
const PLACED =
  /^(?:\(anonymous\)|(?<name>.*?)) ?(?<url>(?:[a-z-]+:|[\\/]|[A-Za-z]:\\)[^\n]*):(?<line>\d+):(?<column>\d+)$/;

/** `validate :3:26`: code that was made at run time has a place, and no file. */
const WITHOUT_FILE = /^(?<name>[^\n]*) :(?<line>\d+):(?<column>\d+)$/;

/**
 * A function as V8's log names it (`node --prof`, `--perf-basic-prof`), JavaScript with its place,
 * anything else without.
 * @param own - Folder of perf-harness, with a slash at its end.
 * @param scriptId - Where the log tells it.
 */
export function nameLoggedCode(text: string, own: string, scriptId?: number): ProfiledFunction {
  const found = PLACED.exec(text)?.groups ?? WITHOUT_FILE.exec(text)?.groups;
  const nowhere = { functionName: text, url: '', lineNumber: -1, columnNumber: -1 };
  if (found === undefined) return nameCode(nowhere, own);
  const { name = '', url = '', line, column } = found;
  const place = { lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
  return nameCode({ functionName: name.trim(), url, ...place, scriptId }, own);
}
