/** Parts of Node.js that access inputs on behalf of the program. */
const PARTS = /\(node:internal\/(?:deps\/|process\/warning:|fs\/glob:|bootstrap\/realm:)/u;
/** Folder of this file: its own in the sources, that of the bundle in the package. */
const HERE = /((?:file:\/\/)?\/\S*\/)[^/]*:\d+:\d+/u.exec(new Error('here').stack ?? '')?.[1] ?? '';

/**
 * True if Node.js itself accesses what is watched: the implementation of `Response`, glob matching,
 * the printing of a warning, or the copying of the exports of `process` when it is first imported
 * by name. Only the direct caller counts, since Node.js may call back into a program.
 */
export function isCalledByNode(): boolean {
  const { stack = '' } = new Error('looks up the caller');
  const caller = stack
    .split('\n')
    .slice(1)
    .find(
      (line) =>
        !line.includes(HERE) && !/at (?:(?:Reflect|Object)\.\w+|get) \(<anonymous>\)/u.test(line),
    );
  return caller !== undefined && PARTS.test(caller);
}
