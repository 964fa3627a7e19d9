export const AUDIT_OPTIONS = {
  domain: { value: 'name=path', help: 'a part of it: findings elsewhere are left out' },
  failOn: { value: 'severity', help: 'exit with 1 from: critical, high, medium or low' },
  changed: {
    value: 'ref',
    help: 'only what stands on lines changed since a commit',
    toolHelp: 'Only lines changed since this commit.',
  },
  baseline: { value: 'file', help: 'findings that were known before, which do not count' },
  updateBaseline: { help: 'write that file anew, with all that is found now' },
  exclude: {
    value: 'glob',
    isRepeatable: true,
    help: 'files to leave out, in place of tests; repeatable (default: config)',
    without: 'look at tests and what sets them up too',
  },
  with: { value: 'pack', isRepeatable: true, help: 'look for more: lifecycle; repeatable' },
  withScenario: { value: 'name', help: 'run it, and hold each finding against what it shows' },
  sqlUrl: {
    value: 'url',
    help: 'PostgreSQL to ask what it counted: a URL, or a variable with one',
  },
  allowRemote: {
    value: 'host',
    isRepeatable: true,
    help: 'let it put this host under load; repeatable (default: config)',
  },
  trend: { help: 'add the score to docs/project/.audit/results_log.md' },
} as const;
