import { parseQuantity } from '../../../harness/model/scenario/parse-quantity.ts';
import { numberType } from '../../../harness/model/value/number-option-types.ts';
import {
  FILTER_OPTION,
  LOAD_OPTIONS,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  STRICT_OPTION,
  seedOption,
  TIME_LIMIT_TOOL_HELP,
} from '../../options/shared-command-options.ts';

const RATE = numberType({
  parse: (word) => Number(parseQuantity(word, '/s')),
  accepts: (rate) => rate > 0,
  takes: 'a rate such as 500 or 2k/s',
});

export const RUN_OPTIONS = {
  filter: FILTER_OPTION,
  list: { help: 'list the scenarios instead of measuring them' },
  quick: {
    help: 'quick estimate from a few short trials',
    toolHelp: 'Quick estimate from a few short trials.',
  },
  // The values allowed for these two depend on the task, so they are parsed with it.
  trials: { value: 'count', help: 'exact number of trials per scenario' },
  time: {
    value: 'duration',
    help: 'time limit per scenario, such as 30s, excluding waits for other measurements',
    toolHelp: TIME_LIMIT_TOOL_HELP,
  },
  findCapacity: { help: 'find the highest request rate that meets the limits' },
  keep: {
    value: 'limit',
    isRepeatable: true,
    help: "with --find-capacity: a limit, such as 'latency.p99 < 250 ms'; repeatable",
  },
  maxRate: {
    value: 'rate',
    read: RATE.read,
    usual: 100_000,
    help: 'with --find-capacity: highest rate to try (default: 100,000/s)',
  },
  seed: seedOption('random seed for trial order and V8, to repeat a run'),
  shards: { value: 'count', help: 'number of k6 processes that share the load of each script' },
  strict: STRICT_OPTION,
  engine: {
    value: 'name',
    choices: ['local', 'k8s'],
    help: 'where k6 scripts run: locally or in Kubernetes',
  },
  emit: { value: 'folder', help: 'with k8s: folder for the k6-operator manifests' },
  submit: { help: 'with k8s: submit the manifests with kubectl, and wait for the run to finish' },
  namespace: { value: 'name', help: 'with --submit: namespace to run in' },
  yes: { help: 'with --submit: skip the confirmation' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
