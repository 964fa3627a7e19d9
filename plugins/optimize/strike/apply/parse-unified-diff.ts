interface PatchLine {
  readonly line: string;
  /** It is text of a file, and no header. */
  readonly isBody: boolean;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u;

/**
 * Yields the lines of a unified diff. Bodies are recognized by their length, so that none of their
 * lines is taken for a header.
 */
export function* parsePatchLines(patch: string): Generator<PatchLine> {
  let [removed, added] = [0, 0];
  for (const line of patch.split('\n')) {
    const isBody = removed > 0 || added > 0;
    if (isBody) {
      if (line.startsWith('-')) removed -= 1;
      else if (line.startsWith('+')) added -= 1;
      else if (!line.startsWith('\\')) [removed, added] = [removed - 1, added - 1];
    } else {
      const hunk = HUNK.exec(line);
      if (hunk !== null) [removed, added] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
    }
    yield { line, isBody };
  }
}

/** Position at which a unified diff without context changes a file. */
export interface PatchHunk {
  /** Name of the file after the change, or before it if it is removed. */
  readonly file: string;
  /** First removed line before the change, from 1; if none is removed, the line that the added ones follow. */
  readonly line: number;
  readonly removed: number;
  /** First added line after the change; if none is added, the line that the removed ones followed. */
  readonly addedLine: number;
  readonly added: number;
}

/** The hunks of a unified diff without context, in its order. */
export function parsePatchHunks(patch: string): readonly PatchHunk[] {
  const hunks: PatchHunk[] = [];
  let file = '';
  for (const { line, isBody } of parsePatchLines(patch)) {
    if (isBody) continue;
    file = /^(?:---|\+\+\+) "?[ab]\/(.*?)"?\t?$/u.exec(line)?.[1] ?? file;
    const [, first, removed = '1', addedLine, added = '1'] = HUNK.exec(line) ?? [];
    if (first === undefined) continue;
    hunks.push({
      file,
      line: Number(first),
      removed: Number(removed),
      addedLine: Number(addedLine),
      added: Number(added),
    });
  }
  return hunks;
}

/** Converts a diff for files with CRLF line ends, as git checks them out on Windows. */
export function convertToCrlf(patch: string): string {
  return parsePatchLines(patch)
    .map(({ line, isBody }) => (isBody && /^[-+ ]/u.test(line) ? `${line}\r` : line))
    .toArray()
    .join('\n');
}

/** File named in a patch, with its mode; empty if no mode is given. */
interface PatchedPath {
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
