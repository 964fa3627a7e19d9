import type { ChecklistEvidence } from '../../harness/model/documents/performance-checklist-document.ts';
import type { ProjectFile } from './performance-checklist-evidence-types.ts';

/** Pattern of a line that serves as evidence. */
export interface EvidenceLinePattern {
  readonly text: RegExp;
  /** Fact that such a line shows. */
  readonly shows: string;
}

const COMMENT = /^\s*(?:#|\/\/|\/?\*|<!--)/u;

/** Returns the first line of each file that matches a pattern, ignoring comments. */
export function findEvidenceLines(
  files: readonly ProjectFile[],
  patterns: readonly EvidenceLinePattern[],
): readonly ChecklistEvidence[] {
  return files.flatMap(({ file, text }) => {
    // Matching the whole text first rules out most files cheaply.
    const wanted = patterns.filter((pattern) => new RegExp(pattern.text, 'mu').test(text));
    if (wanted.length === 0) return [];
    for (const [index, line] of text.split('\n').entries()) {
      if (COMMENT.test(line)) continue;
      const found = wanted.find((pattern) => pattern.text.test(line));
      if (found !== undefined) return [{ file, line: index + 1, text: found.shows }];
    }
    return [];
  });
}
