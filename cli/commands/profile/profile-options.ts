import { PROFILE_KINDS, PROFILER_NAMES } from '../../../api/observe/profiling-options.ts';
import { drawRandomSeed } from '../../../harness/machine/draw-random-seed.ts';
import { parseDuration } from '../../../harness/model/scenario/parse-quantity.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import {
  createChoiceParser,
  wholeNumber,
} from '../../../harness/model/value/number-option-types.ts';
import { SEED_LIMIT } from '../../../harness/model/value/seed-limit.ts';
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
    help: 'cpu, waits, allocation or heap (default: cpu, then memory where it stands out)',
    toolHelp: 'cpu, heap or another. Default: cpu, and deeper.',
  },
  map: { isNegated: true, help: 'leave out what is waited for and what the source says' },
  instrument: {
    isNegated: true,
    help: 'never ask functions themselves, nor run the tests for it',
  },
  pid: {
    value: 'number',
    read: wholeNumber('the number of a process', 1).read,
    help: 'a Node.js process that runs, by its inspector',
  },
  duration: {
    value: 'time',
    read: watchedTime,
    usual: 10_000,
    help: 'how long, with --pid (default: 10s)',
  },
  diff: {
    value: 'side',
    isRepeatable: true,
    help: 'what changed since this profile, ref or folder; twice: from one to another',
  },
  trials: {
    value: 'count',
    read: wholeNumber('a positive whole number of profiled trials', 1).read,
    help: 'profiled trials (default: 6; pairs of them with --diff: 12)',
  },
  seed: {
    ...seedOption('seed of order and V8, to repeat a profile'),
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
    help: 'the profile for other tools: speedscope, pprof or chrome; repeatable',
  },
  ...LOAD_OPTIONS,
  ...PROJECT_OPTIONS,
  ...REPORT_OPTIONS,
} as const;

function watchedTime(word: string, flag: string): number {
  const durationMs = parseDuration(word);
  if (typeof durationMs !== 'number') throw optionError(`${flag}: ${durationMs.problem}.`);
  if (durationMs > 0) return durationMs;
  throw optionError(`${flag} takes more than nothing, such as 10s.`);
}
