import type { ProfiledFunction } from '../harness/model/program/profile.ts';
import { nameCode } from './name-code.ts';

/** `outer file:///app/work.mjs:7:15`; without a name `␣file:///app/work.mjs:1:1`. */
const PLACED =
  /^(?:\(anonymous\)|(?<name>.*?)) ?(?<url>(?:[a-z-]+:|[\\/]|[A-Za-z]:\\)[^\n]*):(?<line>\d+):(?<column>\d+)$/;

/**
 * A function as V8's log names it (`node --prof`, `--perf-basic-prof`), JavaScript with its place,
 * anything else without.
 * @param own - Folder of perf-harness, with a slash at its end.
 */
export function nameLoggedCode(text: string, own: string): ProfiledFunction {
  const { name = '', url, line, column } = PLACED.exec(text)?.groups ?? {};
  const nowhere = { functionName: text, url: '', lineNumber: -1, columnNumber: -1 };
  if (url === undefined) return nameCode(nowhere, own);
  const place = { lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
  return nameCode({ functionName: name.trim(), url, ...place }, own);
}
