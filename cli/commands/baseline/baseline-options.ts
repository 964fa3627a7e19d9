import { PROJECT_OPTIONS } from '../../options/shared-command-options.ts';

export const BASELINE_SAVE_OPTIONS = {
  ...PROJECT_OPTIONS,
  run: {
    value: 'id',
    isRepeatable: true,
    help: 'save this record instead of the newest; repeatable',
  },
  note: { value: 'text', help: 'note stored with the baseline' },
} as const;
