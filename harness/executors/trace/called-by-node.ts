/** Parts of Node.js that ask for what is watched as any program does. */
const PARTS = /\(node:internal\/(?:deps\/|process\/warning:|fs\/glob:|bootstrap\/realm:)/u;
/** Folder of the file that this runs in: its own in the sources, that of the bundle in the package. */
const HERE = /((?:file:\/\/)?\/\S*\/)[^/]*:\d+:\d+/u.exec(new Error('here').stack ?? '')?.[1] ?? '';

/**
 * Whether it is a part of Node.js itself that asks for what is watched: what stands behind `Response`,
 * what fits patterns, what prints a warning, what copies the exports of `process` when it is first loaded
 * by name. Only who calls directly counts, since a program may have itself called by Node.js.
 */
export function isCalledByNode(): boolean {
  const { stack = '' } = new Error('asks who calls');
  const caller = stack
    .split('\n')
    .slice(1)
    .find(
      (line) =>
        !line.includes(HERE) && !/at (?:(?:Reflect|Object)\.\w+|get) \(<anonymous>\)/u.test(line),
    );
  return caller !== undefined && PARTS.test(caller);
}
