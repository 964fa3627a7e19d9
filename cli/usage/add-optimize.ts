import { type Command, Option } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { ComposeWorkers } from '../commands/optimize/optimize.ts';
import { acceptOption, withPrograms, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness optimize --target src/users.ts::listUsers \\
    --observed 6300ms:response_time --goal 500ms
  perf-harness optimize --target parse --observed 40ms --plan-only \\
    --approve gate1
  perf-harness optimize --resume --approve gate1,gate2
  perf-harness optimize --target parse --observed 40ms \\
    --generator 'node tools/propose.mjs'
  perf-harness optimize --target parse --observed 40ms --agent claude \\
    --allow-network
  perf-harness optimize report --reporter html=loop.html

`;

const VALIDATE_EXAMPLES = `Examples:
  perf-harness optimize validate
  perf-harness optimize validate faster.diff --scenario parse
  git diff | perf-harness optimize validate - --reporter markdown

`;

/** `optimize`: improve a target in cycles, until it is met or nothing more is to be had. */
export function addOptimize(
  program: Command,
  host: Host,
  done: (code: ExitCode) => void,
  compose: ComposeWorkers,
): void {
  const optimize = withReporter(program.command('optimize'))
    .summary('improve a target in cycles of proven changes')
    .description(
      'Profiles a target, proposes changes, tries them in a worktree, keeps what is proven faster with the tests green, and begins again until the goal is met or nothing more is to be had. Your own branch and tree are only read.',
    )
    .option('--target <what>', 'file::symbol, route, scenario, or a command in quotes')
    .option('--observed <value:type>', 'what is slow, such as 6300ms:response_time')
    .option('--goal <value>', 'what is enough, such as 500ms (default: set after research)')
    .option('--max-cycles <count>', 'most cycles (default: 3)')
    .option('--plateau <percent>', 'least gain that lets another cycle begin (default: 5%)')
    .option('--audit-report <file>', 'findings of an audit, as hints')
    .option('--plan-only', 'stop at the plan; nothing is changed')
    .option('--approve <gates>', 'say yes ahead: gate1 (profiling), gate2 (the plan)')
    .option('--waive <reason>', 'override a BLOCK of the Wrong Tool Gate')
    .option('--waive-plan <reason>', 'override a NO_GO of the plan check')
    .option('--resume', 'go on with the loop that was begun')
    .option('--fresh', 'begin again, whatever was begun')
    .option(
      '--time-budget <duration>',
      'for the changes of each cycle, waiting for other measurements included (default: 45min)',
    )
    .addOption(
      new Option('--executor <name>', 'how changes are tried').choices([
        'strike',
        'sequential',
        'function',
      ]),
    )
    .addOption(acceptOption())
    .option('--push', 'push the branches to origin');
  withPrograms(optimize, 'the plan')
    .option('--config <file>', 'configuration file (default: found from here upwards)')
    .addHelpText('before', EXAMPLES)
    .action(async (options) => {
      const { optimizeCommand } = await import('../commands/optimize/optimize.ts');
      done(await optimizeCommand(host, options, compose));
    });
  addArtefacts(optimize, host, done);
  addWorker(program, host, done);
  addAgent(program, host, done);
}

/** What loops leave behind: to be looked at, and removed. */
function addArtefacts(optimize: Command, host: Host, done: (code: ExitCode) => void): void {
  const load = () => import('../commands/optimize/artefacts.ts');
  optimize
    .command('status')
    .description('what every loop of this project stands at')
    .action(async () => done(await (await load()).optimizeStatus(host)));
  withReporter(optimize.command('report [slug]'))
    .description('print the report of a loop')
    .action(async (slug, options, command) => {
      // The option is the parent's too, which takes it wherever it stands.
      const all = { ...options, ...command.optsWithGlobals() };
      done(await (await load()).optimizeReport(host, slug, all));
    });
  addValidate(optimize, host, done);
  optimize
    .command('clean [slug]')
    .description('remove what loops keep in .optimization; branches stay')
    .action(async (slug) => done(await (await load()).optimizeClean(host, slug)));
}

/** `optimize validate`: a plan of the loop, or a patch of anybody. */
function addValidate(optimize: Command, host: Host, done: (code: ExitCode) => void): void {
  withReporter(optimize.command('validate [plan-or-patch]'))
    .summary('check the plan in context.md, or a patch')
    .description(
      'Checks the plan in context.md, edited by hand or not, and writes corrections into it. Of a file with a unified diff, or - for standard input: applies it to what is committed, in a worktree, and says whether the tests pass, whether the code does the same, and whether it is faster.',
    )
    .option('--scenario <name>', 'what measures a patch (default: all scenarios)')
    .addHelpText('before', VALIDATE_EXAMPLES)
    .action(async (what, options, command) => {
      const { optimizeValidate } = await import('../commands/optimize/validate.ts');
      // The option is the parent's too, which takes it wherever it stands.
      done(await optimizeValidate(host, { what, ...options, ...command.optsWithGlobals() }));
    });
}

/** The adapter of a coding agent, which the loop starts as it starts any program that proposes. */
function addAgent(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('optimize-agent <name>', { hidden: true })
    .description('asks a coding agent for changes: a request on stdin, proposals on stdout')
    .option('--budget <limits>', 'what it may take')
    .action(async (name, options) => {
      const { optimizeAgentCommand } = await import('../commands/optimize/agent.ts');
      done(await optimizeAgentCommand(host, { name, ...options }));
    });
}

/** The process of its own that a plan is checked and carried out in. */
function addWorker(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('optimize-worker <kind> <slug> <context>', { hidden: true })
    .description('validates or executes the plan of a context file, for optimize')
    .option('--time-budget <duration>', 'for all changes')
    .option('--executor <name>', 'how changes are tried')
    .option('--push', 'push the branch to origin')
    .option('--reviewers <json>', 'programs that give a second opinion')
    .option('--record <folder>', 'where their answers are kept')
    .option('--replay <folder>', 'where their answers are taken from')
    .action(async (kind, slug, context, options) => {
      const { optimizeWorkerCommand } = await import('../commands/optimize/worker.ts');
      done(await optimizeWorkerCommand(host, { kind, slug, contextFile: context, ...options }));
    });
}
