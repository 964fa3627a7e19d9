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
  dep: { value: 'name@from..to', help: 'compare two versions of an npm dependency instead' },
  set: {
    value: 'KEY=a..b',
    isRepeatable: true,
    help: 'compare two values of an environment variable instead; repeatable',
  },
  node: { value: 'a..b', help: 'compare two versions of Node.js instead' },
  metric: {
    value: 'name',
    isRepeatable: true,
    help: 'base the verdict on this metric only; repeatable',
  },
  margin: MARGIN_OPTION,
  confidence: CONFIDENCE_OPTION,
  filter: FILTER_OPTION,
  time: {
    value: 'duration',
    read: MAX_TIME_TYPE.read,
    usual: DEFAULT_MAX_TIME_MS,
    help: 'time limit per scenario for each of up to three stages, and for profiling, excluding preparation of both sides and waits for other measurements (default: 5min)',
    toolHelp: 'Time limit per scenario and stage, such as "2min". Default: 5min.',
  },
  maxPairs: {
    value: 'count',
    read: MAX_PAIRS_TYPE.read,
    help: 'maximum pairs per scenario and stage (default: 95)',
  },
  seed: seedOption('random seed for pair order and V8, to repeat a comparison'),
  explain: EXPLAIN_OPTION,
  ...SAME_INPUTS_OPTIONS,
  replay: { value: 'comparison', help: 'rejudge a saved comparison from its raw values' },
  strict: STRICT_OPTION,
  gitBisect: { help: 'set the exit code for git bisect run: 0 not worse, 1 worse, 125 unknown' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
