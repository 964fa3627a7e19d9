import { SEED, wholeNumber } from '../../../harness/model/value/number-option-types.ts';
import {
  LOAD_OPTIONS,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
} from '../../options/shared-command-options.ts';

/** Options of `trend`, `changes`, `digest` and `show`. */
export const HISTORY_VIEW_OPTIONS = {
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
  metric: {
    value: 'name',
    isRepeatable: true,
    help: 'show this metric (default: metrics that decide verdicts)',
  },
  since: { value: 'when', help: 'start at a date or an age: 2026-01-31, 30d, 12w, 1y' },
  branch: { value: 'name', help: 'follow the commits of this branch (default: HEAD)' },
  uncommitted: { help: 'include runs of uncommitted code' },
} as const;

export const HISTORY_MEASURE_OPTIONS = {
  every: {
    value: 'count',
    read: wholeNumber('a positive whole number', 1).read,
    usual: 1,
    help: 'measure only every nth commit, counting back from the newest',
  },
  install: {
    isNegated: true,
    help: 'use the packages installed here, regardless of what the commits require',
  },
  quick: { help: 'run only a few short trials per scenario and commit' },
  trials: { value: 'count', help: 'exact number of trials per scenario and commit' },
  time: { value: 'duration', help: 'time limit per scenario and commit, such as 5s' },
  seed: {
    value: 'number',
    read: SEED.read,
    // A fixed seed, so that a command that resumes a stopped run uses the same.
    usual: 28,
    help: 'random seed for trial order and V8, the same for each commit',
  },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
} as const;

export const HISTORY_DECIDE_OPTIONS = {
  ...PROJECT_OPTIONS,
  reason: {
    value: 'text',
    isRequired: true,
    help: 'reason, stored with your Git user name',
  },
} as const;

export const HISTORY_PRUNE_OPTIONS = {
  ...PROJECT_OPTIONS,
  before: {
    value: 'when',
    help: 'remove runs that began before this date or age: 2025-01-31, 2y (default: history.keep)',
  },
} as const;
