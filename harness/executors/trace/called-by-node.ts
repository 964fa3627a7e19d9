/** Parts of Node.js that ask for what is watched as any program does. */
const PARTS = /\(node:internal\/(?:deps\/|process\/warning:|fs\/glob:|bootstrap\/realm:)/u;
const HERE = new URL('.', import.meta.url).href;

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
