import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/shared-command-options.ts';

export const CHECK_OPTIONS = {
  list: { help: 'run the ten-point final checklist instead of the five checks' },
  evidence: {
    value: 'file',
    isRepeatable: true,
    help: 'additional JSON profile to use as evidence; repeatable',
  },
  strict: { help: 'exit with code 3 if a check cannot be verified' },
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
