import { fileURLToPath } from 'node:url';
import { toForwardSlashes } from '../harness/model/cross-platform-paths.ts';
import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Place of a function by V8: lines and columns from 0, −1 where there are none. */
export interface CodePlace {
  readonly functionName: string;
  /** Address of the script: a URL, a path, `node:…`, or empty for built-in code. */
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
  /** Id of the script, the only distinction of code that was made at run time. */
  readonly scriptId?: string | number | undefined;
}

/** States of a thread that V8's profilers name in parentheses, in place of a function. */
const STATES: Readonly<Record<string, Pick<ProfiledFunction, 'name' | 'owner'>>> = {
  '(garbage collector)': { name: '(garbage collector)', owner: 'gc' },
  '(idle)': { name: '(idle)', owner: 'idle' },
  // The thread is running without JavaScript on its stack: compiling, starting, or the event loop
  // itself.
  '(program)': { name: '(program)', owner: 'native' },
};

/** A function as V8 names it, with its owner. @param own - Folder of perf-harness, with a final slash. */
export function createV8ProfiledFunction(place: CodePlace, own: string): ProfiledFunction {
  const nowhere = { package: null, file: null, line: null, column: null };
  const state = STATES[place.functionName];
  if (state !== undefined && place.url === '') return { ...nowhere, ...state };
  const name = place.functionName === '' ? '(anonymous)' : place.functionName;
  const isMade = isGeneratedCode(place);
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
  const file = resolveCodeFile(place.url);
  const owned = findFileOwner(file);
  const ownFolder = toForwardSlashes(own);
  if (file.startsWith(ownFolder) && !file.slice(ownFolder.length).includes('node_modules')) {
    return { name, owner: 'harness', package: null, file, ...position };
  }
  return { name, ...owned, file, ...position };
}

/** True for JavaScript without a file: from `new Function`, `eval`, `vm`, or a template. */
export function isGeneratedCode({ url, lineNumber }: CodePlace): boolean {
  return (url === '' && lineNumber >= 0) || url === 'evalmachine.<anonymous>';
}

/** Returns the path of a script by its URL; the URL itself if it is not a file URL. */
export function resolveCodeFile(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return toForwardSlashes(fileURLToPath(url.replace(/[?#].*$/s, '')));
  } catch {
    return url;
  }
}

/** Last `node_modules` of a path, and the package in it with its scope. */
const PACKAGE = /^.*[\\/]node_modules[\\/](?<name>@[^\\/]+[\\/][^\\/]+|[^\\/@][^\\/]*)[\\/]/s;

export function findFileOwner(file: string): Pick<ProfiledFunction, 'owner' | 'package'> {
  const inside = PACKAGE.exec(file)?.groups?.name?.replace('\\', '/') ?? null;
  return { owner: inside === null ? 'project' : 'package', package: inside };
}

/** `outer file:///app/work.mjs:7:15`; without a name `␣file:///app/work.mjs:1:1`. */
const PLACED =
  /^(?:\(anonymous\)|(?<name>.*?)) ?(?<url>(?:[a-z-]+:|[\\/]|[A-Za-z]:\\)[^\n]*):(?<line>\d+):(?<column>\d+)$/;

/** `validate :3:26`: code that was made at run time has a place, and no file. */
const WITHOUT_FILE = /^(?<name>[^\n]*) :(?<line>\d+):(?<column>\d+)$/;

/** A function as V8's log names it, JavaScript with its place. @param own - With a final slash. */
export function parseLoggedFunction(
  text: string,
  own: string,
  scriptId?: number,
): ProfiledFunction {
  const found = PLACED.exec(text)?.groups ?? WITHOUT_FILE.exec(text)?.groups;
  const nowhere = { functionName: text, url: '', lineNumber: -1, columnNumber: -1 };
  if (found === undefined) return createV8ProfiledFunction(nowhere, own);
  const { name = '', url = '', line, column } = found;
  const place = { lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
  return createV8ProfiledFunction({ functionName: name.trim(), url, ...place, scriptId }, own);
}
