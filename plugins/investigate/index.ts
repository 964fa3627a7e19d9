/** Public entry for other plugins. */
export type { AuditLines } from './code/audit-changes.ts';
export { type DiffHunk, parseDiff } from './code/parse-diff.ts';
export { markdownText } from './outputs/markdown-text.ts';
