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
    help: 'this metric (default: what verdicts rest on)',
  },
  since: { value: 'when', help: 'from a day on, or how long ago: 2026-01-31, 30d, 12w, 1y' },
  branch: { value: 'name', help: 'along the commits of this branch (default: HEAD)' },
  uncommitted: { help: 'runs of uncommitted code too' },
} as const;

export const HISTORY_MEASURE_OPTIONS = {
  every: {
    value: 'count',
    read: wholeNumber('a positive whole number', 1).read,
    usual: 1,
    help: 'only the newest and, for 10, each tenth before it',
  },
  install: {
    isNegated: true,
    help: 'with the packages that are installed here, whatever they ask for',
  },
  quick: { help: 'few and short trials of each' },
  trials: { value: 'count', help: 'exactly so many trials of each scenario and commit' },
  time: { value: 'duration', help: 'limit to measure each scenario and commit, such as 5s' },
  seed: {
    value: 'number',
    read: SEED.read,
    // A fixed seed, so that a command that resumes a stopped run uses the same.
    usual: 28,
    help: 'seed of order and V8, the same for each commit',
  },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
} as const;

export const HISTORY_DECIDE_OPTIONS = {
  ...PROJECT_OPTIONS,
  reason: {
    value: 'text',
    isRequired: true,
    help: 'why; kept with the name that git has of you',
  },
} as const;

export const HISTORY_PRUNE_OPTIONS = {
  ...PROJECT_OPTIONS,
  before: {
    value: 'when',
    help: 'those that began before it: 2025-01-31, 2y (default: history.keep)',
  },
} as const;
