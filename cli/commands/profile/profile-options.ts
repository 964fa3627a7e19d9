import { PROFILE_KINDS, PROFILER_NAMES } from '../../../api/observe/profiling-options.ts';
import { drawRandomSeed } from '../../../harness/machine/draw-random-seed.ts';
import { parseDuration } from '../../../harness/model/scenario/parse-quantity.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { SEED_LIMIT } from '../../../harness/model/value/max-v8-random-seed.ts';
import {
  createChoiceParser,
  wholeNumber,
} from '../../../harness/model/value/number-option-types.ts';
import {
  LOAD_OPTIONS,
  PROJECT_OPTIONS,
  REPORT_OPTIONS,
  seedOption,
} from '../../options/shared-command-options.ts';

export const PROFILE_OPTIONS = {
  kind: {
    value: 'kind',
    read: createChoiceParser(PROFILE_KINDS),
    help: 'cpu, waits, allocation or heap (default: cpu, then memory if memory use is abnormal)',
    toolHelp: 'cpu, waits, allocation or heap. Default: cpu, then what it calls for.',
  },
  map: { isNegated: true, help: 'do not record waits or analyse the source' },
  instrument: {
    isNegated: true,
    help: 'do not instrument functions, and do not run the tests for instrumentation',
  },
  pid: {
    value: 'number',
    read: wholeNumber('a process ID', 1).read,
    help: 'profile a running Node.js process through its inspector',
  },
  duration: {
    value: 'time',
    read: watchedTime,
    usual: 10_000,
    help: 'how long to profile with --pid (default: 10s)',
  },
  diff: {
    value: 'side',
    isRepeatable: true,
    help: 'compare with this profile, ref or folder; repeat to specify both sides',
  },
  trials: {
    value: 'count',
    read: wholeNumber('a positive whole number of profiled trials', 1).read,
    help: 'number of profiled trials (default: 6; with --diff: 12 pairs)',
  },
  seed: {
    ...seedOption('random seed for trial order and V8, to repeat a profile'),
    usual: () => drawRandomSeed(SEED_LIMIT),
  },
  with: {
    value: 'tool',
    read: createChoiceParser(PROFILER_NAMES),
    usual: 'v8',
    help: 'v8, 0x, clinic-doctor, clinic-flame, clinic-heapprofiler,\nclinic-bubbleprof, callgrind or perf (default: v8)',
  },
  export: {
    value: 'form=file',
    isRepeatable: true,
    help: 'export the profile for other tools: speedscope, pprof or chrome; repeatable',
  },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;

function watchedTime(word: string, flag: string): number {
  const durationMs = parseDuration(word);
  if (typeof durationMs !== 'number') throw optionError(`${flag}: ${durationMs.problem}.`);
  if (durationMs > 0) return durationMs;
  throw optionError(`${flag} takes a duration above 0, such as 10s.`);
}
