import {
  BISECT_MAX_PAIRS_TYPE,
  DEFAULT_BISECT_MAX_PAIRS,
  DEFAULT_MAX_TIME_MS,
  MAX_TIME_TYPE,
} from '../../../api/comparison-sides/comparison-time-and-pair-limits.ts';
import {
  LOAD_OPTIONS,
  MARGIN_OPTION,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  seedOption,
  TIME_LIMIT_TOOL_HELP,
} from '../../options/shared-command-options.ts';

export const BISECT_OPTIONS = {
  deps: { help: 'search the packages changed in the lockfile instead of commits' },
  set: {
    value: 'KEY=a..b',
    isRepeatable: true,
    help: 'search environment variables instead of commits; repeatable',
  },
  metric: { value: 'name', help: 'metric to bisect (default: the metric that differs)' },
  margin: MARGIN_OPTION,
  time: {
    value: 'duration',
    read: MAX_TIME_TYPE.read,
    usual: DEFAULT_MAX_TIME_MS,
    help: 'time limit per stage of each comparison, excluding waits for other measurements (default: 5min)',
    toolHelp: TIME_LIMIT_TOOL_HELP,
  },
  maxPairs: {
    value: 'count',
    read: BISECT_MAX_PAIRS_TYPE.read,
    usual: DEFAULT_BISECT_MAX_PAIRS,
    help: 'maximum pairs for the search (default: 400)',
  },
  seed: seedOption('random seed for pair order and V8, to repeat a bisection'),
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
