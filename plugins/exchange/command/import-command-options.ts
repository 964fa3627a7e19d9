export const IMPORT_OPTIONS = {
  as: { value: 'format', help: 'format of the files, if their content is ambiguous' },
  name: {
    value: 'scenario',
    help: 'benchmark name to use if the file does not specify it',
  },
  shards: { help: 'treat the files as parts of one run and merge their data points' },
  baseline: { value: 'name', help: 'also save the runs as a baseline' },
  strict: { help: 'exit with 3 if a verdict is inconclusive' },
} as const;
