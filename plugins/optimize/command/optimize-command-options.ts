import { ACCEPT_OPTION, programOptions } from '../cli-options-for-generators-and-reviewers.ts';

export const OPTIMIZE_OPTIONS = {
  target: {
    value: 'what',
    help: 'file::symbol, route, scenario, or a quoted command',
    toolHelp: 'A scenario, a route or a function.',
  },
  observed: {
    value: 'value:type',
    help: 'observed slow value, such as 6300ms:response_time',
    toolHelp: 'Observed slow value: "6300ms:response_time", "40ms". Required unless resuming.',
  },
  goal: {
    value: 'value',
    help: 'target value, such as 500ms (default: set after research)',
    toolHelp: 'Target value, such as "200ms" or "2x".',
  },
  maxCycles: {
    value: 'count',
    wholeNumber: [1, 20],
    help: 'maximum number of cycles (default: 3)',
    toolHelp: 'Default: 3.',
  },
  plateau: {
    value: 'percent',
    help: 'minimum gain to start another cycle (default: 5%)',
  },
  auditReport: { value: 'file', help: 'audit findings to use as hints' },
  planOnly: {
    help: 'stop after the plan; change nothing',
    toolHelp: 'Stop after the plan; change nothing.',
  },
  approve: {
    value: 'gates',
    list: ['gate1', 'gate2'],
    help: 'approve in advance: gate1 (profiling), gate2 (the plan)',
    toolHelp:
      'Gates that the user has approved: gate1 (profiling), gate2 (the plan). Ask the user before passing a gate.',
  },
  waive: { value: 'reason', help: 'override a BLOCK of the Wrong Tool Gate' },
  waivePlan: { value: 'reason', help: 'override a NO_GO of the plan check' },
  resume: {
    help: 'resume the unfinished loop',
    toolHelp: 'Resume the unfinished loop.',
  },
  fresh: { help: 'start over, even if a loop is unfinished' },
  time: {
    value: 'duration',
    help: 'time of each cycle, including waits for other measurements (default: 10min)',
  },
  executor: {
    value: 'name',
    choices: ['strike', 'sequential', 'function'],
    help: 'strategy for trying the changes',
  },
  accept: ACCEPT_OPTION,
  push: { help: 'push the branches to origin' },
  ...programOptions('the plan'),
} as const;

export const PROVE_OPTIONS = {
  scenario: {
    value: 'name',
    help: 'scenario that measures the change (default: all scenarios)',
    toolHelp: 'Scenario that measures the change. Default: all.',
  },
  tests: {
    value: 'command',
    help: "command that runs the tests (default: the project's test script)",
  },
  metric: {
    value: 'names',
    help: "metrics that decide, such as memory_peak (default: each scenario's own)",
    toolHelp: "Metrics that decide, such as memory_peak. Default: each scenario's own.",
  },
  parts: { isNegated: true, help: 'do not measure a faster change without each of its parts' },
} as const;
