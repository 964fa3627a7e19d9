/** Public entry for other plugins. */
export type { AuditLines } from './code/audit-findings-to-incident-changes.ts';
export { type DiffHunk, parseDiff } from './code/parse-diff.ts';
export { markdownText } from './outputs/escape-markdown.ts';
