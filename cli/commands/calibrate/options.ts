import { CALIBRATION_PAIRS } from '../../../api/compare/calibration-pairs.ts';
import { MAX_TIME_MS, PAIR_TIME } from '../../../api/sides/pair-limits.ts';
import {
  FILTER_OPTION,
  LOAD_OPTIONS,
  PROJECT_OPTIONS,
  seedOption,
  TIME_TOOL_HELP,
} from '../../options/tables.ts';

export const CALIBRATE_OPTIONS = {
  pairs: {
    value: 'count',
    read: CALIBRATION_PAIRS.read,
    usual: 30,
    help: 'pairs of identical code (default: 30)',
  },
  filter: FILTER_OPTION,
  time: {
    value: 'duration',
    read: PAIR_TIME.read,
    usual: MAX_TIME_MS,
    help: 'limit to measure each scenario in each stage; waiting for other measurements is not counted (default: 5min)',
    toolHelp: TIME_TOOL_HELP,
  },
  seed: seedOption('seed of coins and V8, to repeat a calibration'),
  json: { help: 'print as JSON' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
} as const;
