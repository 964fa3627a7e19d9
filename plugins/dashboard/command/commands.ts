import type { Command } from 'perf-harness/plugin';
import { SERVE_OPTIONS } from './serve-command-options.ts';

export const serve: Command<typeof SERVE_OPTIONS> = {
  name: 'serve',
  summary: 'show the dashboard, or collect metrics from real users',
  description:
    'Shows the project in a browser: changes, trends, runs, comparisons, gates, profiles and other stored records. With --collect, serves a script at /vitals.js instead, which reports how fast pages are for real users, and stores the reports in .perf-harness/field. Listens only on this machine by default. Runs until interrupted.',
  examples: [
    'perf-harness serve                         show the dashboard, print its URL',
    'perf-harness serve --write                 also allow decisions and notes',
    'perf-harness serve --collect               collect beacons on port 8787',
    'perf-harness serve --collect --sample 10%  collect one visit in ten',
  ],
  options: SERVE_OPTIONS,
  hasReports: false,
  isServer: () => true,
  run: async (context) =>
    context.options.collect
      ? (await import('./serve-web-vitals-collector.ts')).serveCollector(context)
      : (await import('./serve-dashboard.ts')).serveDashboard(context),
};
