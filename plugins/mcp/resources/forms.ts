/** What a record can be read as, by the ending of its address. */
export const FORMS = {
  '': 'application/json',
  '/report.md': 'text/markdown',
  '/report.html': 'text/html',
} as const;
export type Form = keyof typeof FORMS;
