import { fileURLToPath } from 'node:url';
import type { ProfiledFunction } from '../harness/model/program/profile.ts';
import { slashed } from '../harness/model/slashed.ts';
import { ownerOfFile } from './owner-of-file.ts';

/** Where V8 says that a function is: lines and columns from 0, −1 where there are none. */
export interface CodePlace {
  readonly functionName: string;
  /** Of the script: a URL, a path, `node:…`, or empty for what is built in. */
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  /** Of the script, which is all that tells code apart that was made at run time. */
  readonly scriptId?: string | number | undefined;
}

/** What V8's profilers name in parentheses: no function, but a state of the thread. */
const STATES: Readonly<Record<string, Pick<ProfiledFunction, 'name' | 'owner'>>> = {
  '(garbage collector)': { name: '(garbage collector)', owner: 'gc' },
  '(idle)': { name: '(idle)', owner: 'idle' },
  // The thread runs, and no JavaScript is on its stack: compiling, starting, the event loop itself.
  '(program)': { name: '(program)', owner: 'native' },
};

/**
 * A function as V8 names it, with whose code it is.
 * @param own - Folder of perf-harness itself, with a slash at its end.
 */
export function nameCode(place: CodePlace, own: string): ProfiledFunction {
  const nowhere = { package: null, file: null, line: null, column: null };
  const state = STATES[place.functionName];
  if (state !== undefined && place.url === '') return { ...nowhere, ...state };
  const name = place.functionName === '' ? '(anonymous)' : place.functionName;
  const isMade = isMadeAtRunTime(place);
  if (place.url === '' && !isMade) return { ...nowhere, name, owner: 'native' };
  const position = {
    line: place.lineNumber < 0 ? null : place.lineNumber + 1,
    column: place.columnNumber < 0 ? null : place.columnNumber + 1,
  };
  if (isMade) {
    const { scriptId } = place;
    const file = scriptId === undefined ? 'run-time code' : `run-time script ${scriptId}`;
    return { name, owner: 'project', package: null, file, ...position };
  }
  if (/^(node|internal)[:/]/.test(place.url)) {
    return { name, owner: 'node', package: null, file: place.url, ...position };
  }
  if (place.url.startsWith('wasm:')) return { ...nowhere, name, owner: 'native' };
  const file = codeFile(place.url);
  const owned = ownerOfFile(file);
  const ownFolder = slashed(own);
  if (file.startsWith(ownFolder) && !file.slice(ownFolder.length).includes('node_modules')) {
    return { name, owner: 'harness', package: null, file, ...position };
  }
  return { name, ...owned, file, ...position };
}

/** Whether it is JavaScript without a file: of `new Function`, `eval`, `vm`, or a template. */
export function isMadeAtRunTime({ url, lineNumber }: CodePlace): boolean {
  return (url === '' && lineNumber >= 0) || url === 'evalmachine.<anonymous>';
}

/** Path of a script by its URL; the URL itself where it is no file's. */
export function codeFile(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return slashed(fileURLToPath(url.replace(/[?#].*$/s, '')));
  } catch {
    return url;
  }
}
