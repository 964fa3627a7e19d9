import { createHash } from 'node:crypto';
import type { AuditFinding } from '../document/audit-document.ts';

/** Number of lines before and after a finding that are part of its fingerprint. */
const AROUND = 2;
/** Maximum number of lines of a finding in its fingerprint; a call may span a whole function. */
const MOST_LINES = 10;

/**
 * Returns an identity of a finding that survives moves within its file: the code around it, without
 * indentation, trailing spaces and empty lines.
 */
export function fingerprintFinding({ line, end_line: end }: AuditFinding, text: string): string {
  const written = text.split('\n');
  const lines = written.map((rawLine) => rawLine.trim());
  const last = Math.min(end, line + MOST_LINES) - 1;
  const filled = (from: readonly string[]): readonly string[] =>
    from.filter((codeLine) => codeLine !== '');
  const code = [
    ...filled(lines.slice(0, line - 1)).slice(-AROUND),
    ...filled(lines.slice(line - 1, last + 1)),
    ...filled(lines.slice(last + 1, blockEnd(written, line - 1, last + 1))).slice(0, AROUND),
  ];
  return createHash('sha256').update(code.join('\n')).digest('hex').slice(0, 16);
}

/** Returns the end of the block of a line, since the code after it is unrelated. */
function blockEnd(lines: readonly string[], start: number, from: number): number {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const least = indent(lines[start] ?? '');
  const end = lines.findIndex(
    (line, index) => index >= from && line.trim() !== '' && indent(line) < least,
  );
  return end === -1 ? lines.length : end;
}
