/** Options shared by commands. Help and completion load them, so this imports hardly anything. */
import { MEASURED_SHARE_TYPE } from '../../api/compare/skip-same-input-scenarios-options.ts';
import { drawRandomSeed } from '../../harness/machine/draw-random-seed.ts';
import {
  CONFIDENCE,
  DEFAULT_CONFIDENCE,
  MARGIN,
  SEED,
} from '../../harness/model/value/number-option-types.ts';

/** Options of every command that reads a project. */
export const PROJECT_OPTIONS = {
  config: { value: 'file', help: 'configuration file (default: found from here upwards)' },
  stateDir: {
    value: 'folder',
    variable: 'PERF_HARNESS_STATE_DIR',
    help: 'where records and baselines are kept',
  },
} as const;

/** Options of every command that puts servers under load. */
export const LOAD_OPTIONS = {
  allowRemote: {
    value: 'host',
    isRepeatable: true,
    help: 'a host other than this one that may be put under load; repeatable',
  },
  k6Path: {
    value: 'file',
    help: 'the k6 to use (default: PERF_HARNESS_K6_PATH, config, cache, PATH)',
  },
} as const;

/** Options of every command that prints reports. */
export const REPORT_OPTIONS = {
  reporter: {
    value: 'name[=file]',
    isRepeatable: true,
    help: 'terminal, json, markdown, github, comment, html, junit, agent, openmetrics, bencher, github-action-benchmark, github-action-benchmark-bigger, badge or (where code is read) sarif; repeatable',
  },
  verbose: { help: 'every note in the terminal, not only the five gravest' },
} as const;

export const FILTER_OPTION = {
  value: 'text',
  help: 'only scenarios whose name or tag holds the text or /pattern/',
  toolHelp: 'Only those whose name or tag holds this, or matches /pattern/.',
} as const;

/** Help of a limit of time for programs that call a tool. */
export const TIME_LIMIT_TOOL_HELP =
  'Limit of time, such as "30s" or "5min". A client that gives up sooner needs less.';

/** @param help - `seed of coins and V8, to repeat a comparison`. */
export function seedOption<Help extends string>(help: Help) {
  return {
    value: 'number',
    read: SEED.read,
    usual: drawRandomSeed,
    help,
    toolHelp: 'Repeats the order of an earlier call.',
  } as const;
}

export const MARGIN_OPTION = {
  value: 'percent',
  read: MARGIN.read,
  help: 'change that counts as none (default: 2% timed)',
  toolHelp: 'Change that counts as none: "2%".',
} as const;

export const CONFIDENCE_OPTION = {
  value: 'percent',
  read: CONFIDENCE.read,
  usual: DEFAULT_CONFIDENCE,
  help: 'that no confirmed verdict is wrong (default: 95%)',
} as const;

/** Option of commands that measure two sides live: profiling both takes 30 s per scenario. */
export const EXPLAIN_OPTION = {
  isNegated: true,
  variable: 'PERF_HARNESS_NO_EXPLAIN',
  help: 'profile nothing of what came out better or worse',
  toolHelp: 'Profile what changed. Default: true.',
} as const;

/** Scenarios that read the same on both sides. */
export const SAME_INPUTS_OPTIONS = {
  sameInputs: { help: 'measure nothing that reads the same on both sides' },
  measureShare: {
    value: 'percent',
    read: MEASURED_SHARE_TYPE.read,
    help: 'measure so many of these all the same',
  },
  measureAll: { help: 'measure all of these, and say where the two contradict' },
} as const;

export const STRICT_OPTION = { help: 'exit with 3 where a verdict is inconclusive' } as const;
