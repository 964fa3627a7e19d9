import type { Command } from 'perf-harness/plugin';
import { IMPORT_OPTIONS } from './import-command-options.ts';

/** `import`: files of other programs. */
export const importCommand: Command<typeof IMPORT_OPTIONS> = {
  name: 'import',
  takes: '<words...>',
  shows: '[format] <files...>',
  summary: 'import results measured by other programs',
  description:
    'Imports results measured by other programs into the history of the project, for use with `compare`. Formats: k6, autocannon, artillery, lighthouse, har, hyperfine, vitest, criterion, google-benchmark, pytest-benchmark, jmh, benchmarkdotnet, go, rum (web vitals of real users), crux, search-console, pino, prometheus, otlp, postgresql-log and mysql-slow-log. Several files of one benchmark become its trials.',
  examples: [
    'perf-harness import k6 points.json.gz             one run of k6',
    'perf-harness import k6 shard-*.json --shards      parts of one run',
    'perf-harness import bench.json --baseline before  recognised by its content',
    'perf-harness import app.log metrics.prom          production logs and metrics',
    'perf-harness import hyperfine after.json && perf-harness compare before',
  ],
  options: IMPORT_OPTIONS,
  hasReports: true,
  hasRuns: true,
  run: async (context) => (await import('./import-command.ts')).runImport(context),
};
