/** Finds scripts of a program that may have run another text than their files contain. */
import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type CodePlace, resolveCodeFile } from '../create-v8-profiled-function.ts';
import { doPlacesMatch } from '../find-file-text-executed-by-v8.ts';

export interface LoadedScript {
  readonly scriptId: string;
  readonly url: string;
  /** True if it may be its file's text, decided without reading. @param text - null if none. */
  readonly isHeld: (text: string | null, file: string) => boolean;
}

export type CallFrame = CodePlace & { readonly scriptId: string };

/** Extensions of files that V8 rarely executes as they are. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/u;

/** Finds scripts whose text is known only to V8, with their files. */
export function findTransformedScripts(
  scripts: Iterable<LoadedScript>,
): readonly { readonly scriptId: string; readonly file: string }[] {
  return [...scripts].flatMap(({ scriptId, url, isHeld }) => {
    const file = resolveCodeFile(url);
    return isAbsolute(file) && !isHeld(readFile(file), file) ? [{ scriptId, file }] : [];
  });
}

export function* listHeapFrames(head: HeapNode): Generator<CallFrame> {
  const open = [head];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node.callFrame;
    for (const child of node.children) open.push(child);
  }
}

interface HeapNode {
  readonly callFrame: CallFrame;
  readonly children: readonly HeapNode[];
}

/** Returns a profile's scripts, checked against their files by where functions begin. */
export function groupFramesByScript(frames: Iterable<CallFrame>): readonly LoadedScript[] {
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
      return (text === null ? false : doPlacesMatch(text, places)) ?? !TYPED.test(file);
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
