import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness investigate --since 4h --logs access.log
  perf-harness investigate --since 2026-11-24T12:00Z --until 2026-11-24T16:00Z \\
    --service checkout --logs 'logs/*.gz' --metrics system.log
  perf-harness investigate --since 4h --logs app.jsonl --deploys deploys.csv
  perf-harness investigate --since 4h --logs access.log --log-format nginx.conf
  perf-harness investigate --since 4h --logs access.log --reporter html=out.html

`;

/** `investigate`: it was fast and is slow now; why? */
export function addInvestigate(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const investigate = program
    .command('investigate')
    .summary('it was fast and is slow now: since when, and why?')
    .description(
      'Reads logs, numbers of resources, a repository and configurations; says when it began to be slow, what changed then, and what speaks for and against each cause. Nothing is run but the scenario that you name, and nothing is changed. Exits with 1 if something became worse.',
    )
    .option('--since <time>', 'begin of the time to look at, or how long ago: 4h')
    .option('--until <time>', 'its end (default: now)')
    .option('--service <name>', 'what is slow (default: the folder)')
    .option(
      '--trigger <what>',
      'threshold, complaints, rise, deployment or capacity (default: rise)',
    )
    .option('--environment <name>', 'production, staging or development (default: production)')
    .option('--logs <file>', 'a log, a folder or a glob; repeatable', collect)
    .option('--metrics <file>', 'numbers of resources over time; repeatable', collect)
    .option('--log-format <format>', 'of nginx or Apache: its text, or their configuration')
    .option('--map <fields>', 'fields by name or place: time=1,value=4,match=word')
    .option('--repo <folder>', 'its git repository (default: this one)')
    .option('--deploys <file>', 'deployments: time,version,commit (default: tags)')
    .option('--settings <files>', 'a configuration, before..after; repeatable', collect)
    .option('--reproduce <scenario>', 'measure it at suspected commits and before them');
  withReporter(withProject(investigate))
    .addHelpText('before', EXAMPLES)
    .action(async (options) => {
      const { investigateCommand } = await import('../commands/investigate.ts');
      done(await investigateCommand(host, options));
    });
}
