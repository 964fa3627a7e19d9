import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/tables.ts';

export const SAVED_OPTIONS = {
  list: { help: 'list the saved records' },
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
