import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness audit                          the project of this folder
  perf-harness audit services/orders          a part of it
  perf-harness audit --domain orders=services/orders  that part alone
  perf-harness audit --fail-on high           exit with 1 at a grave one
  perf-harness audit --changed main --fail-on low     what this branch brings
  perf-harness audit --with lifecycle         sessions and pools too
  perf-harness audit --with-scenario api      and what happens of it
  perf-harness audit --reporter sarif=audit.sarif

`;

/** `audit`: what the code says of queries, transactions and the event loop. */
export function addAudit(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const audit = program
    .command('audit [path]')
    .summary('what the code says of queries, transactions and the event loop')
    .description(
      'Reads the sources of a project, Python and TypeScript or JavaScript, for queries that cost more than they have to, transactions that are too wide, too narrow or never rolled back, and work that holds the event loop. Nothing is run but the scenario that you name, and nothing is changed.',
    )
    .option('--domain <name=path>', 'a part of it: findings elsewhere are left out')
    .option('--fail-on <severity>', 'exit with 1 from: critical, high, medium or low')
    .option('--changed <ref>', 'only what stands on lines changed since a commit')
    .option('--baseline <file>', 'findings that were known before, which do not count')
    .option('--update-baseline', 'write that file anew, with all that is found now')
    .option(
      '--exclude <glob>',
      'files to leave out, in place of tests; repeatable (default: config)',
      collect,
    )
    .option('--no-exclude', 'look at tests and what sets them up too')
    .option('--with <pack>', 'look for more: lifecycle; repeatable', collect)
    .option('--with-scenario <name>', 'run it, and hold each finding against what it shows')
    .option('--sql-url <url>', 'PostgreSQL to ask what it counted: a URL, or a variable with one')
    .option(
      '--allow-remote <host>',
      'let it put this host under load; repeatable (default: config)',
      collect,
    )
    .option('--trend', 'add the score to docs/project/.audit/results_log.md');
  withReporter(withProject(audit))
    .addHelpText('before', EXAMPLES)
    .action(async (path: string | undefined, options) => {
      const { auditCommand } = await import('../commands/audit.ts');
      done(await auditCommand(host, { ...(path !== undefined && { path }), ...options }));
    });
  addWorker(program, host, done);
}

/** The process of its own that an auditor looks in. */
function addWorker(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('audit-worker <auditor> <folder>', { hidden: true })
    .description('what one auditor finds, for audit')
    .option('--without <rule>', 'a rule that does not look; repeatable', collect)
    .action(async (auditor: string, folder: string, { without = [] }) => {
      const { auditWorkerCommand } = await import('../commands/audit.ts');
      done(await auditWorkerCommand(host, { auditor, folder, without }));
    });
}
