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
  list: { help: 'list the scenarios instead of measuring' },
  quick: {
    help: 'a first impression: few and short trials',
    toolHelp: 'Few and short trials, for a first look.',
  },
  // The values allowed for these two depend on the task, so they are parsed with it.
  trials: { value: 'count', help: 'exactly so many trials of each scenario' },
  time: {
    value: 'duration',
    help: 'limit to measure each scenario, such as 30s; waiting for other measurements is not counted',
    toolHelp: TIME_LIMIT_TOOL_HELP,
  },
  findCapacity: { help: 'search the highest rate of requests that keeps its limits' },
  keep: {
    value: 'limit',
    isRepeatable: true,
    help: "with it: a limit, such as 'latency.p99 < 250 ms'; repeatable",
  },
  maxRate: {
    value: 'rate',
    read: RATE.read,
    usual: 100_000,
    help: 'with it: the highest rate that is tried (default: 100,000/s)',
  },
  seed: seedOption('seed of order and V8, to repeat a run'),
  shards: { value: 'count', help: 'so many processes of k6 that share the load of each script' },
  strict: STRICT_OPTION,
  engine: {
    value: 'name',
    choices: ['local', 'k8s'],
    help: 'where k6 scripts run: here, or in Kubernetes',
  },
  emit: { value: 'folder', help: 'with k8s: write the manifests for k6-operator there' },
  submit: { help: 'with k8s: have your kubectl run them, and wait' },
  namespace: { value: 'name', help: 'with --submit: where they run' },
  yes: { help: 'with --submit: do not ask' },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;
