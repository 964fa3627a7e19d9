/** A line of a unified diff. */
export interface PatchLine {
  readonly line: string;
  /** It is text of a file, and no header. */
  readonly isBody: boolean;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/u;

/** The lines of a unified diff. Bodies are told by their length, so that nothing in them is taken for a header. */
export function* patchLines(patch: string): Generator<PatchLine> {
  let [removed, added] = [0, 0];
  for (const line of patch.split('\n')) {
    const isBody = removed > 0 || added > 0;
    if (isBody) {
      if (line.startsWith('-')) removed -= 1;
      else if (line.startsWith('+')) added -= 1;
      else if (!line.startsWith('\\')) [removed, added] = [removed - 1, added - 1];
    } else {
      const hunk = HUNK.exec(line);
      if (hunk !== null) [removed, added] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    }
    yield { line, isBody };
  }
}

/** The same diff of files whose lines end in CRLF, as they do where git checks them out on Windows. */
export function withCrlf(patch: string): string {
  return patchLines(patch)
    .map(({ line, isBody }) => (isBody && /^[-+ ]/u.test(line) ? `${line}\r` : line))
    .toArray()
    .join('\n');
}
