/** Formats in which a record can be read, by the suffix of its URI. */
export const FORMS = {
  '': 'application/json',
  '/report.md': 'text/markdown',
  '/report.html': 'text/html',
} as const;
export type Form = keyof typeof FORMS;
