/** Formats in which a record can be read, by the suffix of its URI. */
export const RESOURCE_FORMATS = {
  '': 'application/json',
  '/report.md': 'text/markdown',
  '/report.html': 'text/html',
} as const;
export type ResourceFormat = keyof typeof RESOURCE_FORMATS;
