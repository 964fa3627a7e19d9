/** Adjacent lines of a diff: the removed lines and their replacement. */
export interface DiffHunk {
  readonly file: string;
  readonly removed: readonly DiffLine[];
  readonly added: readonly DiffLine[];
}

export interface DiffLine {
  readonly line: number;
  readonly text: string;
}

/** Hunks of `git diff --unified=0`. */
export function parseDiff(diff: string): readonly DiffHunk[] {
  const hunks: { file: string; removed: DiffLine[]; added: DiffLine[] }[] = [];
  let [file, old, fresh] = ['', 0, 0];
  // Lines left in the hunk: one of them may look like the header of a file.
  let [removedLeft, addedLeft] = [0, 0];
  for (const text of diff.split('\n')) {
    const hunk = hunks.at(-1);
    if (removedLeft > 0 && text.startsWith('-')) {
      hunk?.removed.push({ line: old, text: text.slice(1) });
      [old, removedLeft] = [old + 1, removedLeft - 1];
      continue;
    }
    if (addedLeft > 0 && text.startsWith('+')) {
      hunk?.added.push({ line: fresh, text: text.slice(1) });
      [fresh, addedLeft] = [fresh + 1, addedLeft - 1];
      continue;
    }
    const head = /^(?:---|\+\+\+) (?:"?[ab]\/(.*?)"?|\/dev\/null)\t?$/u.exec(text);
    if (head !== null) file = head[1] ?? file;
    const place = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/u.exec(text);
    if (place === null) continue;
    [old, removedLeft] = [Number(place[1]), Number(place[2] ?? 1)];
    [fresh, addedLeft] = [Number(place[3]), Number(place[4] ?? 1)];
    hunks.push({ file, removed: [], added: [] });
  }
  return hunks;
}
