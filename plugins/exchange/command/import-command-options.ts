export const IMPORT_OPTIONS = {
  as: { value: 'format', help: 'what the files are, where their content does not tell' },
  name: {
    value: 'scenario',
    help: 'what to call the benchmark, where the file has no name for it',
  },
  shards: { help: 'the files are parts of one run: their points belong together' },
  baseline: { value: 'name', help: 'save them as a baseline too' },
  strict: { help: 'exit with 3 where a verdict is inconclusive' },
} as const;
