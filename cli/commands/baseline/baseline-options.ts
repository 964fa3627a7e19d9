import { PROJECT_OPTIONS } from '../../options/shared-command-options.ts';

export const BASELINE_SAVE_OPTIONS = {
  ...PROJECT_OPTIONS,
  run: {
    value: 'id',
    isRepeatable: true,
    help: 'this record instead of the newest ones; repeatable',
  },
  note: { value: 'text', help: 'kept with the baseline' },
} as const;
