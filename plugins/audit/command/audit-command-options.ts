export const AUDIT_OPTIONS = {
  domain: { value: 'name=path', help: 'limit findings to this part of the project' },
  failOn: { value: 'severity', help: 'exit 1 at or above: critical, high, medium or low' },
  suspected: { help: 'also list and count findings that are only suspected' },
  changed: {
    value: 'ref',
    help: 'only findings on lines changed since a commit',
    toolHelp: 'Only lines changed since this commit.',
  },
  baseline: { value: 'file', help: 'file of known findings, which are not counted' },
  updateBaseline: { help: 'rewrite the baseline with all current findings' },
  exclude: {
    value: 'glob',
    isRepeatable: true,
    help: 'files to exclude instead of tests; repeatable (default: config)',
    without: 'include tests and their setup files',
  },
  with: {
    value: 'pack',
    isRepeatable: true,
    help: 'add a rule pack, such as lifecycle; repeatable',
  },
  withTests: {
    help: 'run the tests in a copy and report defects seen in them',
    toolHelp: 'Runs the tests in a copy and reports defects seen in them.',
  },
  withScenario: { value: 'name', help: 'run a scenario and check each finding against it' },
  sqlUrl: {
    value: 'url',
    help: 'PostgreSQL URL for statement counts, or a variable that holds it',
  },
  allowRemote: {
    value: 'host',
    isRepeatable: true,
    help: 'allow load on this host; repeatable (default: config)',
  },
  trend: { help: 'add the score to docs/project/.audit/results_log.md' },
} as const;
