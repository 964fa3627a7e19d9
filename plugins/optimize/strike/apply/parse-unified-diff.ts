/** A line of a unified diff. */
export interface PatchLine {
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
