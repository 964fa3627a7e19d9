import { MOST_SEARCH_PAIRS, SEARCH_PAIRS } from '../../../api/bisect/search-pairs.ts';
import { MAX_TIME_MS, PAIR_TIME } from '../../../api/sides/pair-limits.ts';
import {
  LOAD_OPTIONS,
  MARGIN_OPTION,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  seedOption,
  TIME_TOOL_HELP,
} from '../../options/tables.ts';

export const BISECT_OPTIONS = {
  deps: { help: 'search the packages that the lockfile changed instead of the commits' },
  set: {
    value: 'KEY=a..b',
    isRepeatable: true,
    help: 'search variables instead, without commits; repeatable',
  },
  metric: { value: 'name', help: 'the metric to follow (default: the one that differs)' },
  margin: MARGIN_OPTION,
  time: {
    value: 'duration',
    read: PAIR_TIME.read,
    usual: MAX_TIME_MS,
    help: 'limit to measure in each stage of a decision; waiting for other measurements is not counted (default: 5min)',
    toolHelp: TIME_TOOL_HELP,
  },
  maxPairs: {
    value: 'count',
    read: SEARCH_PAIRS.read,
    usual: MOST_SEARCH_PAIRS,
    help: 'most pairs that the search takes (default: 400)',
  },
  seed: seedOption('seed of coins and V8, to repeat a bisection'),
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
