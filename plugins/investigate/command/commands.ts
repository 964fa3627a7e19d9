import type { Command } from 'perf-harness/plugin';

const MATERIAL = {
  logs: {
    value: 'file',
    isRepeatable: true,
    help: 'a log, a folder or a glob; repeatable',
    toolHelp: 'Logs in the project: files, folders or globs.',
  },
  metrics: {
    value: 'file',
    isRepeatable: true,
    help: 'resource metrics over time; repeatable',
    toolHelp: 'Resource metrics over time.',
  },
  logFormat: {
    value: 'format',
    help: 'nginx or Apache log format, as text or in a config file',
    toolHelp: 'nginx or Apache log format, or a file with it.',
  },
  map: {
    value: 'fields',
    help: 'fields by name or position: time=1,value=4,match=word',
    toolHelp: 'Fields of logs in other formats: "time=1,value=4".',
  },
  repo: {
    value: 'folder',
    help: 'git repository of the service (default: current)',
    toolHelp: 'Git repository of the service in the project. Default: the current one.',
  },
  deploys: {
    value: 'file',
    help: 'deployments: time,version,commit (default: tags)',
    toolHelp: 'Deployments: time,version,commit. Default: tags.',
  },
} as const;

export const INVESTIGATE_OPTIONS = {
  since: {
    value: 'time',
    help: 'start of the period to analyse, or how long ago: 4h',
    toolHelp:
      'Start of the period, an hour or more before the slowdown: "2026-11-24T12:00Z", or "4h" for 4 hours ago.',
  },
  until: {
    value: 'time',
    help: 'end of the period (default: now)',
    toolHelp: 'End. Default: now.',
  },
  service: {
    value: 'name',
    help: 'name of the slow service (default: the folder name)',
    toolHelp: 'Name of the slow service.',
  },
  trigger: {
    value: 'what',
    choices: ['threshold', 'complaints', 'rise', 'deployment', 'capacity'],
    help: 'what revealed the incident (default: detected)',
  },
  environment: {
    value: 'name',
    choices: ['production', 'staging', 'development'],
    help: 'where the service is slow (default: production)',
  },
  ...MATERIAL,
  settings: {
    value: 'files',
    isRepeatable: true,
    help: 'configuration files, as before..after; repeatable',
    toolHelp: 'Pairs of configuration files, each as before..after.',
  },
  reproduce: {
    value: 'scenario',
    help: 'scenario to measure at suspected commits and their parents',
    toolHelp:
      'Scenario to measure at up to three suspected commits, each against its parent. Needs the permission compare too.',
  },
} as const;

export const VERIFY_OPTIONS = {
  after: { value: 'fix', help: 'when the fix took effect: a time, or a git ref' },
  fix: { value: 'text', help: 'name of the fix, or its PERF_FIX id (default: its commit)' },
  preset: {
    value: 'name',
    choices: ['incident-exit', 'kpi-web', 'k6-strict'],
    help: 'also apply the limits of a preset',
  },
  ...MATERIAL,
} as const;

export const CLOSE_OPTIONS = {
  cause: { value: 'cause', help: 'the cause: its rank, or a description' },
  resolved: {
    value: 'time',
    help: 'when the incident ended (default: when the fix that held took effect)',
  },
  learned: { value: 'text', isRepeatable: true, help: 'a lesson learned; repeatable' },
} as const;

export const GATE_OPTIONS = {
  output: { value: 'folder', help: 'where to write the gate (default: next to the report)' },
} as const;

const list: Command<Record<never, never>> = {
  name: 'list',
  summary: 'list stored investigations, newest first',
  options: {},
  hasReports: false,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runList(context),
};

const show: Command<Record<never, never>> = {
  name: 'show',
  takes: '[id]',
  summary: 'show the report of an investigation (default: the newest)',
  options: {},
  hasReports: true,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runShow(context),
};

const verify: Command<typeof VERIFY_OPTIONS> = {
  name: 'verify',
  takes: '[id]',
  summary: 'check whether a fix held',
  description:
    'Compares the logs after a fix with the values recorded for the incident, in three windows: up to 30 min, 2 h and 24 h after the fix. Exits with 1 if the fix did not hold, and with 3 if there is not enough evidence yet.',
  examples: [
    'perf-harness investigate verify --after v1.4.2 --logs access.log',
    'perf-harness investigate verify 2026-11-24-shop --after 2026-11-24T16:05Z \\',
    "  --fix PERF_FIX_001 --logs 'logs/*.gz' --metrics system.log",
    'perf-harness investigate verify --after 2h --logs access.log \\',
    '  --preset incident-exit',
  ],
  options: VERIFY_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./verify-command.ts')).runVerify(context),
};

const close: Command<typeof CLOSE_OPTIONS> = {
  name: 'close',
  takes: '[id]',
  summary: 'write a retrospective, a playbook and an archive entry',
  options: CLOSE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runClose(context),
};

const gate: Command<typeof GATE_OPTIONS> = {
  name: 'gate',
  takes: '[id]',
  summary: "write a scenario with budgets that fail at the incident's values",
  options: GATE_OPTIONS,
  hasReports: false,
  run: async (context) => (await import('./list-show-close-gate-commands.ts')).runGate(context),
};

/** `investigate`: it was fast and is slow now; why? */
export const investigate: Command<typeof INVESTIGATE_OPTIONS> = {
  name: 'investigate',
  summary: 'find out when and why a service became slow',
  description:
    'Reads logs, resource metrics, a repository and configurations; reports when the slowdown began, what changed then, and the evidence for and against each cause. Runs nothing except the scenario that you name, and changes nothing. Exits with 1 if something became worse.',
  examples: [
    'perf-harness investigate --since 4h --logs access.log',
    'perf-harness investigate --since 2026-11-24T12:00Z --until 2026-11-24T16:00Z \\',
    "  --service checkout --logs 'logs/*.gz' --metrics system.log",
    'perf-harness investigate --since 4h --logs app.jsonl --deploys deploys.csv',
    'perf-harness investigate --since 4h --logs access.log --log-format nginx.conf',
    'perf-harness investigate --since 4h --logs access.log --reporter html=out.html',
  ],
  options: INVESTIGATE_OPTIONS,
  hasReports: true,
  run: async (context) => (await import('./investigate-command.ts')).runInvestigate(context),
  commands: [list, show, verify, close, gate],
};
