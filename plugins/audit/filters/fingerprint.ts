import { createHash } from 'node:crypto';
import type { AuditFinding } from '../document/audit-document.ts';

/** Lines before and behind a finding that are part of what it is known by. */
const AROUND = 2;
/** A call that reaches over a whole function is known by its first lines. */
const MOST_LINES = 10;

/**
 * What a finding is known by wherever it moves to in its file: the code around it, without spaces at the ends
 * and without empty lines.
 */
export function fingerprint({ line, end_line: end }: AuditFinding, text: string): string {
  const written = text.split('\n');
  const lines = written.map((one) => one.trim());
  const last = Math.min(end, line + MOST_LINES) - 1;
  const filled = (from: readonly string[]): readonly string[] => from.filter((one) => one !== '');
  const code = [
    ...filled(lines.slice(0, line - 1)).slice(-AROUND),
    ...filled(lines.slice(line - 1, last + 1)),
    ...filled(lines.slice(last + 1, blockEnd(written, line - 1, last + 1))).slice(0, AROUND),
  ];
  return createHash('sha256').update(code.join('\n')).digest('hex').slice(0, 16);
}

/** Where the block of a line ends: what is written behind it is other code. */
function blockEnd(lines: readonly string[], start: number, from: number): number {
  const indent = (line: string): number => line.length - line.trimStart().length;
  const least = indent(lines[start] ?? '');
  const end = lines.findIndex(
    (line, index) => index >= from && line.trim() !== '' && indent(line) < least,
  );
  return end === -1 ? lines.length : end;
}
