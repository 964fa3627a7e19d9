import { INCONCLUSIVE_POLICIES } from '../../../harness/model/scenario/inconclusive-gate-policy.ts';
import { SECONDS } from '../../../harness/model/value/number-option-types.ts';
import {
  CONFIDENCE_OPTION,
  EXPLAIN_OPTION,
  FILTER_OPTION,
  LOAD_OPTIONS,
  MARGIN_OPTION,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  SAME_INPUTS_OPTIONS,
  seedOption,
} from '../../options/shared-command-options.ts';

export const GATE_OPTIONS = {
  base: {
    value: 'ref',
    help: 'the commit to measure against',
    toolHelp: 'Commit to compare with. Default: derived from the current branch.',
  },
  baseline: {
    value: 'name',
    help: 'stored baseline to compare with; counted metrics are always compared, times only on the same machine',
    toolHelp: 'Name of a stored baseline to compare with.',
  },
  requireBaseline: { help: 'treat a missing base or baseline as an error (exit code 6)' },
  onInconclusive: {
    value: 'what',
    choices: INCONCLUSIVE_POLICIES,
    usualWord: 'warn',
    help: 'on inconclusive verdicts: warn, fail (exit code 3) or pass',
  },
  reportOnly: { help: 'exit with code 0 regardless of the verdict' },
  budgetSeconds: {
    value: 'n',
    read: SECONDS.read,
    help: 'time limit for measuring and profiling all scenarios, excluding preparation of both sides and waits for other measurements',
  },
  confidence: CONFIDENCE_OPTION,
  margin: MARGIN_OPTION,
  explain: EXPLAIN_OPTION,
  ...SAME_INPUTS_OPTIONS,
  filter: FILTER_OPTION,
  seed: seedOption('random seed for pair order and V8, to repeat a gate'),
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
