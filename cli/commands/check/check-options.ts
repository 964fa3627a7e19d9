import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../../options/shared-command-options.ts';

export const CHECK_OPTIONS = {
  list: { help: 'the ten points of the final checklist instead' },
  evidence: {
    value: 'file',
    isRepeatable: true,
    help: 'a profile in JSON, beside what is found; repeatable',
  },
  strict: { help: 'exit with 3 where something could not be verified' },
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
