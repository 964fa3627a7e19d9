import type { Command } from 'perf-harness/plugin';
import { SERVE_OPTIONS } from './serve-command-options.ts';

/** `serve`: serves the dashboard, or collects field data from browsers. */
export const serve: Command<typeof SERVE_OPTIONS> = {
  name: 'serve',
  summary: 'show the dashboard, or take what the browsers of real users tell',
  description:
    'Shows the project in a browser: what changed, trends, runs, comparisons, gates, profiles and what else was kept. With --collect it serves a script at /vitals.js instead that tells how fast a page was for its user, and keeps what it tells in .perf-harness/field. On this machine alone unless told. It runs until it is interrupted.',
  examples: [
    'perf-harness serve                         the dashboard; prints its address',
    'perf-harness serve --write                 the same, with forms for decisions',
    'perf-harness serve --collect               takes beacons on port 8787',
    'perf-harness serve --collect --sample 10%  of one visit in ten',
  ],
  options: SERVE_OPTIONS,
  hasReports: false,
  isServer: () => true,
  run: async (context) =>
    context.options.collect
      ? (await import('./serve-collector.ts')).serveCollector(context)
      : (await import('./serve-dashboard.ts')).serveDashboard(context),
};
