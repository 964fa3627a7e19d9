import { isAbsolute } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { LoadedTexts } from '../../harness/model/program/profile.ts';
import type { ReadSourceLine } from './attribute-time-to-callees.ts';

/** Longer texts are bundles, whose lines are not those that somebody wrote. */
const MAX_SOURCE_LENGTH = 4_000_000;

/**
 * Creates a reader of executed lines, or lines of files if those are unknown; create a new reader
 * for each profile, since both sides use the same folder in turn.
 */
export function createSourceLineReader(
  { files }: Pick<Host, 'files'>,
  loaded: LoadedTexts = new Map(),
): ReadSourceLine {
  const known = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    if (!isAbsolute(file)) return [];
    const text = loaded.has(file) ? (loaded.get(file) ?? null) : files.read(file);
    return text === null || text.length > MAX_SOURCE_LENGTH ? [] : text.split('\n');
  };
  return (file, line) => {
    const lines = known.get(file) ?? linesOf(file);
    known.set(file, lines);
    return lines[line - 1] ?? null;
  };
}
