/** Public entry for other plugins. */
export type { AuditLines } from './code/convert-audit-findings-to-suspected-changes.ts';
export { type DiffHunk, parseDiff } from './code/parse-diff.ts';
export { markdownText } from './outputs/format-investigation-values.ts';
