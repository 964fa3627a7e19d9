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
    help: 'numbers of resources over time; repeatable',
    toolHelp: 'Numbers of resources over time.',
  },
  logFormat: {
    value: 'format',
    help: 'of nginx or Apache: its text, or their configuration',
    toolHelp: 'Of nginx or Apache: its text, or their file.',
  },
  map: {
    value: 'fields',
    help: 'fields by name or place: time=1,value=4,match=word',
    toolHelp: 'Fields of other formats: "time=1,value=4".',
  },
  repo: {
    value: 'folder',
    help: 'its git repository (default: this one)',
    toolHelp: 'Its git repository, in the project. Default: this one.',
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
    help: 'begin of the time to look at, or how long ago: 4h',
    toolHelp: 'Begin, an hour or more before it was slow: "2026-11-24T12:00Z", or "4h" ago.',
  },
  until: { value: 'time', help: 'its end (default: now)', toolHelp: 'End. Default: now.' },
  service: {
    value: 'name',
    help: 'what is slow (default: the folder)',
    toolHelp: 'What is slow.',
  },
  trigger: {
    value: 'what',
    choices: ['threshold', 'complaints', 'rise', 'deployment', 'capacity'],
    help: 'what told of it (default: found out)',
  },
  environment: {
    value: 'name',
    choices: ['production', 'staging', 'development'],
    help: 'where it is slow (default: production)',
  },
  ...MATERIAL,
  settings: {
    value: 'files',
    isRepeatable: true,
    help: 'a configuration, before..after; repeatable',
    toolHelp: 'Configurations, each as before..after.',
  },
  reproduce: {
    value: 'scenario',
    help: 'measure it at suspected commits and before them',
    toolHelp:
      'A scenario that is measured at up to three suspected commits, each against the one before it. Needs --allow compare too.',
  },
} as const;

export const VERIFY_OPTIONS = {
  after: { value: 'fix', help: 'when it came into use: a time, or a ref of git' },
  fix: { value: 'text', help: 'what it is called, or its PERF_FIX id (default: its commit)' },
  preset: {
    value: 'name',
    choices: ['incident-exit', 'kpi-web', 'k6-strict'],
    help: 'limits too',
  },
  ...MATERIAL,
} as const;

export const CLOSE_OPTIONS = {
  cause: { value: 'cause', help: 'what it was: a place in the ranking, or words' },
  resolved: { value: 'time', help: 'when it was over (default: since the fix that held)' },
  learned: { value: 'text', isRepeatable: true, help: 'what was learned; repeatable' },
} as const;

export const GATE_OPTIONS = {
  output: { value: 'folder', help: 'where to write it (default: beside the report)' },
} as const;
