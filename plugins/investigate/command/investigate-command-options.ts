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
