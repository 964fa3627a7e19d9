import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness serve                         the dashboard; prints its address
  perf-harness serve --write                 the same, with forms for decisions
  perf-harness serve --collect               takes beacons on port 8787
  perf-harness serve --collect --sample 10%  of one visit in ten

`;

/** `serve`: the dashboard, or what pages of real users tell. */
export function addServe(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const serve = program
    .command('serve')
    .summary('show the dashboard, or take what the browsers of real users tell')
    .description(
      'Shows the project in a browser: what changed, trends, runs, comparisons, gates, profiles and what else was kept. With --collect it serves a script at /vitals.js instead that tells how fast a page was for its user, and keeps what it tells in .perf-harness/field. On this machine alone unless told. It runs until it is interrupted.',
    )
    .option('--collect', 'take field data instead of showing the dashboard')
    .option('--write', 'the dashboard lets you decide about changes and write notes')
    .option('--port <number>', 'where it listens; 0 takes a free one (default: 8787)')
    .option('--host <address>', 'the address that it listens on (default: 127.0.0.1)')
    .option('--sample <share>', 'share of the visits that is kept, such as 10%')
    .option('--keep-days <days>', 'days that beacons are kept (default: 90)')
    .option(
      '--origin <origin>',
      'another site whose pages may tell, or that shows the dashboard; repeatable',
      collect,
    )
    .option('--address-header <name>', 'header in which your proxy names the client');
  withProject(serve)
    .addHelpText('before', EXAMPLES)
    .action(async (options) => {
      if (options.collect !== true) {
        const { serveDashboardCommand } = await import('../commands/serve-dashboard.ts');
        done(await serveDashboardCommand(host, options));
        return;
      }
      const { serveCommand } = await import('../commands/serve.ts');
      done(await serveCommand(host, options));
    });
}
