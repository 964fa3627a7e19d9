/** Programs of the user that propose changes or review a plan. */
const PROGRAMS = {
  generator: {
    value: 'command',
    isRepeatable: true,
    help: 'a program that proposes changes too; repeatable',
  },
  agent: {
    value: 'name',
    isRepeatable: true,
    help: 'a coding agent: claude, codex or gemini; repeatable',
  },
  agentBudget: { value: 'limits', help: 'for each of them (default: 3calls,10min,2usd)' },
  builtIn: { isNegated: true, help: 'leave the built-in generator out' },
  reviewer: {
    value: 'command',
    isRepeatable: true,
    help: 'a program that reviews the plan; repeatable',
  },
  allowNetwork: { help: 'let these programs use the network' },
  passEnv: { value: 'names', help: 'variables that these programs get, with commas' },
  programTimeout: {
    value: 'duration',
    help: 'for each of them (default: 10min, reviewers 15min)',
  },
  replay: { value: 'folder', help: 'take recorded answers in place of asking programs' },
} as const;

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
  accept: {
    value: 'evidence',
    choices: ['proven', 'guarded', 'checked'],
    help: 'weakest evidence for a change (default: checked)',
  },
  push: { help: 'push the branches to origin' },
  ...PROGRAMS,
} as const;

export const VALIDATE_OPTIONS = {
  scenario: { value: 'name', help: 'what measures a patch (default: all scenarios)' },
} as const;
