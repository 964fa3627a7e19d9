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
  config: {
    value: 'file',
    help: 'configuration file (default: found in this folder or its parents)',
  },
  stateDir: {
    value: 'folder',
    variable: 'PERF_HARNESS_STATE_DIR',
    help: 'folder for records and baselines',
  },
} as const;

/** Options of every command that puts servers under load. */
export const LOAD_OPTIONS = {
  allowRemote: {
    value: 'host',
    isRepeatable: true,
    help: 'remote host that may be put under load; repeatable',
  },
  k6Path: {
    value: 'file',
    help: 'k6 program to use (default: PERF_HARNESS_K6_PATH, config, cache, PATH)',
  },
} as const;

/** Options of every command that prints reports. */
export const REPORT_OPTIONS = {
  reporter: {
    value: 'name[=file]',
    isRepeatable: true,
    help: 'terminal, json, markdown, github, comment, html, junit, agent, openmetrics, bencher, github-action-benchmark, github-action-benchmark-bigger, badge or (for code analysis) sarif; repeatable',
  },
  verbose: { help: 'show all notes in the terminal, not only the five most severe' },
} as const;

export const FILTER_OPTION = {
  value: 'text',
  help: 'only scenarios whose name or tag contains the text or matches /pattern/',
  toolHelp: 'Only scenarios whose name or tag contains this text or matches /pattern/.',
} as const;

/** Help of a limit of time for programs that call a tool. */
export const TIME_LIMIT_TOOL_HELP =
  'Time limit, such as "30s". Keep it below the timeout of the client.';

/** @param help - `seed of coins and V8, to repeat a comparison`. */
export function seedOption<Help extends string>(help: Help) {
  return {
    value: 'number',
    read: SEED.read,
    usual: drawRandomSeed,
    help,
    toolHelp: 'Seed of an earlier call, to repeat its random order.',
  } as const;
}

export const MARGIN_OPTION = {
  value: 'percent',
  read: MARGIN.read,
  help: 'largest change treated as no change (default: 2% for timed metrics)',
  toolHelp: 'Largest change treated as no change, such as "2%".',
} as const;

export const CONFIDENCE_OPTION = {
  value: 'percent',
  read: CONFIDENCE.read,
  usual: DEFAULT_CONFIDENCE,
  help: 'confidence that no confirmed verdict is wrong (default: 95%)',
} as const;

/** Option of commands that measure two sides live: profiling both takes 30 s per scenario. */
export const EXPLAIN_OPTION = {
  isNegated: true,
  variable: 'PERF_HARNESS_NO_EXPLAIN',
  help: 'do not profile scenarios that improved or regressed',
  toolHelp: 'Profile scenarios that improved or regressed. Default: true.',
} as const;

/** Scenarios that read the same on both sides. */
export const SAME_INPUTS_OPTIONS = {
  sameInputs: { help: 'skip scenarios whose inputs are the same on both sides' },
  measureShare: {
    value: 'percent',
    read: MEASURED_SHARE_TYPE.read,
    help: 'share of scenarios with the same inputs that is measured anyway',
  },
  measureAll: {
    help: 'also measure scenarios with the same inputs, and report contradictions',
  },
} as const;

export const STRICT_OPTION = { help: 'exit with code 3 if a verdict is inconclusive' } as const;
