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
    toolHelp: 'A commit. Default: found from the branch.',
  },
  baseline: {
    value: 'name',
    help: 'a stored baseline: what is counted; time on the same machine',
    toolHelp: 'Name of a stored baseline.',
  },
  requireBaseline: { help: 'a missing base or baseline is an error (6)' },
  onInconclusive: {
    value: 'what',
    choices: INCONCLUSIVE_POLICIES,
    usualWord: 'warn',
    help: 'what is not known: warn, fail (3) or pass',
  },
  reportOnly: { help: 'exit with 0 whatever the verdict' },
  budgetSeconds: {
    value: 'n',
    read: SECONDS.read,
    help: 'time to measure and profile all scenarios; preparing both sides and waiting for other measurements are not counted',
  },
  confidence: CONFIDENCE_OPTION,
  margin: MARGIN_OPTION,
  explain: EXPLAIN_OPTION,
  ...SAME_INPUTS_OPTIONS,
  filter: FILTER_OPTION,
  seed: seedOption('seed of coins and V8, to repeat a gate'),
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
