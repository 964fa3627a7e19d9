import { parsePatchLines } from './parse-unified-diff.ts';

/** File named in a patch, with its mode; empty if no mode is given. */
export interface PatchedPath {
  readonly path: string;
  readonly mode: string;
}

const NAME = /^(?:--- |\+\+\+ |rename from |rename to |copy from |copy to )(.*)$/u;
const MODE = /^(?:new file mode|new mode|deleted file mode|old mode) (\d{6})$/u;

/**
 * Paths that a unified diff names anywhere in its headers, without the leading `a/` and `b/`.
 */
export function readPatchedPaths(patch: string): readonly PatchedPath[] {
  const found = new Map<string, string>();
  let names: string[] = [];
  for (const { line, isBody } of parsePatchLines(patch)) {
    if (isBody) continue;
    if (line.startsWith('diff --git ')) names = namesOfBoth(line.slice('diff --git '.length));
    const named = NAME.exec(line)?.[1];
    if (named !== undefined) names = [...names, withoutPrefix(line, named)];
    const mode = MODE.exec(line)?.[1];
    for (const name of names) {
      if (name === '' || name === '/dev/null') continue;
      found.set(name, mode ?? found.get(name) ?? '');
    }
  }
  return [...found].map(([path, mode]) => ({ path, mode }));
}

/** Splits `a/x b/x`: git writes a name twice except for renames, which have their own lines. */
function namesOfBoth(text: string): string[] {
  const middle = (text.length - 1) / 2;
  const [firstHalf, other] = [text.slice(0, middle), text.slice(middle + 1)];
  const both = Number.isInteger(middle) && firstHalf.slice(2) === other.slice(2);
  return both ? [withoutPrefix('--- ', firstHalf)] : [];
}

function withoutPrefix(line: string, text: string): string {
  const name = unquote(text.replace(/\t.*$/u, '').replace(/\r$/u, ''));
  if (name === '/dev/null' || !/^(---|\+\+\+) /u.test(line)) return name;
  // `git apply` strips the first folder, whatever its name.
  const slash = name.indexOf('/');
  return slash === -1 ? name : name.slice(slash + 1);
}

/** git quotes names with unusual characters as C does. */
function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  const bytes = text
    .slice(1, text.endsWith('"') ? -1 : undefined)
    .replace(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replace(/\\(["\\])/gu, '$1');
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
