import { ACCEPT_OPTION, programOptions } from '../program-options-for-plugins.ts';

export const OPTIMIZE_OPTIONS = {
  target: {
    value: 'what',
    help: 'file::symbol, route, scenario, or a command in quotes',
    toolHelp: 'A scenario, a route or a function.',
  },
  observed: {
    value: 'value:type',
    help: 'what is slow, such as 6300ms:response_time',
    toolHelp: 'What is slow now: "6300ms:response_time", "40ms". Needed unless it resumes.',
  },
  goal: {
    value: 'value',
    help: 'what is enough, such as 500ms (default: set after research)',
    toolHelp: 'Such as "200ms" or "2x".',
  },
  maxCycles: { value: 'count', wholeNumber: [1, 20], help: 'most cycles (default: 3)' },
  plateau: {
    value: 'percent',
    help: 'least gain that lets another cycle begin (default: 5%)',
  },
  auditReport: { value: 'file', help: 'findings of an audit, as hints' },
  planOnly: {
    help: 'stop at the plan; nothing is changed',
    toolHelp: 'End with the plan; change nothing.',
  },
  approve: {
    value: 'gates',
    list: ['gate1', 'gate2'],
    help: 'say yes ahead: gate1 (profiling), gate2 (the plan)',
    toolHelp: 'What your user has agreed to: gate1 (profiling), gate2 (the plan). Ask first.',
  },
  waive: { value: 'reason', help: 'override a BLOCK of the Wrong Tool Gate' },
  waivePlan: { value: 'reason', help: 'override a NO_GO of the plan check' },
  resume: {
    help: 'go on with the loop that was begun',
    toolHelp: 'Go on with the loop that was begun.',
  },
  fresh: { help: 'begin again, whatever was begun' },
  timeBudget: {
    value: 'duration',
    help: 'for the changes of each cycle, waiting for other measurements included (default: 45min)',
  },
  executor: {
    value: 'name',
    choices: ['strike', 'sequential', 'function'],
    help: 'how changes are tried',
  },
  accept: ACCEPT_OPTION,
  push: { help: 'push the branches to origin' },
  ...programOptions('the plan'),
} as const;

export const VALIDATE_OPTIONS = {
  scenario: { value: 'name', help: 'what measures a patch (default: all scenarios)' },
} as const;
