import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/shared-command-options.ts';

export const SAVED_REPORT_OPTIONS = {
  list: { help: 'list the saved records' },
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
