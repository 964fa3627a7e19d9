import {
  CALIBRATION_PAIRS_TYPE,
  DEFAULT_MAX_TIME_MS,
  MAX_TIME_TYPE,
} from '../../../api/comparison-sides/comparison-time-and-pair-limits.ts';
import {
  FILTER_OPTION,
  LOAD_OPTIONS,
  PROJECT_OPTIONS,
  seedOption,
  TIME_LIMIT_TOOL_HELP,
} from '../../options/shared-command-options.ts';

export const CALIBRATE_OPTIONS = {
  pairs: {
    value: 'count',
    read: CALIBRATION_PAIRS_TYPE.read,
    usual: 30,
    help: 'pairs of identical code (default: 30)',
  },
  filter: FILTER_OPTION,
  time: {
    value: 'duration',
    read: MAX_TIME_TYPE.read,
    usual: DEFAULT_MAX_TIME_MS,
    help: 'time limit per scenario and stage, excluding waits for other measurements (default: 5min)',
    toolHelp: TIME_LIMIT_TOOL_HELP,
  },
  seed: seedOption('random seed for pair order and V8, to repeat a calibration'),
  json: { help: 'print as JSON' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
} as const;
