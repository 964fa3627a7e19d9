import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness mcp                        agents may read what there is
  perf-harness mcp --allow run,compare    and measure
  perf-harness mcp --allow all            and whatever else there is
  perf-harness mcp --http                 over HTTP, for agents of this machine

`;

/** `mcp`: the door for agents. */
export function addMcp(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('mcp')
    .summary('let coding agents measure, over the Model Context Protocol')
    .description(
      'Serves one agent over standard input and output, or several over HTTP, in the project of this folder. It reads what there is; what measures, runs for long or writes has to be allowed. An agent gets no gain out of it that was not confirmed.',
    )
    .option(
      '--allow <tools>',
      'run, compare, gate, calibrate, profile, map, audit, bisect, optimize or all, with commas; repeatable',
      collect,
    )
    .option('--http [port]', 'over HTTP on this machine, with a token (default: 8788)')
    .addHelpText('before', EXAMPLES)
    .action(async (options) => {
      const { mcpCommand } = await import('../commands/mcp.ts');
      done(await mcpCommand(host, options));
    });
}
