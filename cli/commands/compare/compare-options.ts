import {
  DEFAULT_MAX_TIME_MS,
  MAX_PAIRS_TYPE,
  MAX_TIME_TYPE,
} from '../../../api/comparison-sides/comparison-time-and-pair-limits.ts';
import {
  CONFIDENCE_OPTION,
  EXPLAIN_OPTION,
  FILTER_OPTION,
  LOAD_OPTIONS,
  MARGIN_OPTION,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  SAME_INPUTS_OPTIONS,
  STRICT_OPTION,
  seedOption,
} from '../../options/shared-command-options.ts';

export const COMPARE_OPTIONS = {
  dep: { value: 'name@from..to', help: 'two versions of one npm dependency instead' },
  set: {
    value: 'KEY=a..b',
    isRepeatable: true,
    help: 'two values of a variable instead; repeatable',
  },
  node: { value: 'a..b', help: 'two versions of Node.js instead' },
  metric: {
    value: 'name',
    isRepeatable: true,
    help: 'decide by this metric alone; repeatable',
  },
  margin: MARGIN_OPTION,
  confidence: CONFIDENCE_OPTION,
  filter: FILTER_OPTION,
  time: {
    value: 'duration',
    read: MAX_TIME_TYPE.read,
    usual: DEFAULT_MAX_TIME_MS,
    help: 'limit to measure each scenario in each of up to three stages, and to profile it; preparing both sides and waiting for other measurements are not counted (default: 5min)',
    toolHelp: 'Limit for each scenario and stage: "2min". Default: 5min.',
  },
  maxPairs: {
    value: 'count',
    read: MAX_PAIRS_TYPE.read,
    help: 'pairs of a scenario and stage at the most (default: 95)',
  },
  seed: seedOption('seed of coins and V8, to repeat a comparison'),
  explain: EXPLAIN_OPTION,
  ...SAME_INPUTS_OPTIONS,
  replay: { value: 'comparison', help: 'judge a saved comparison again from its raw values' },
  strict: STRICT_OPTION,
  gitBisect: { help: 'answer git bisect run: 0 not worse, 1 worse, 125 not known' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
