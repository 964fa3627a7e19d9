import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { acceptOption, collect, withPrograms, withProject } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness team run statements --parallel-mode=fan-out --yes
  perf-harness team run "list users" "list orders"
  perf-harness team run memory "list users"
  perf-harness team status
  perf-harness team decide CP-1 --narrow src/server
  perf-harness team decide CP-2 --priority OPT-003=P0
  perf-harness team revise IMPL-B02 "keep the cache small"
  perf-harness team finish --export results

`;

/** `team`: several improvements at once, and what a person has to say to them. */
export function addTeam(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const team = program
    .command('team')
    .summary('several improvements at once')
    .description(
      'Begins a team, shows what it works on, answers what it asks, and asks it for more. What is said while it works is taken in by the process that works.',
    )
    .addHelpText('before', EXAMPLES);
  const add = (usage: string, description: string): Command =>
    withProject(team.command(usage).description(description)).option(
      '--session <id>',
      'which one (default: the one that is not completed)',
    );
  const load = () => import('../commands/team.ts');
  addLooks(add, host, done);
  addRun(team, add, host, done);
  add('decide [question]', 'answers a question (default: the only one)')
    .option('--proceed', 'go on as it is')
    .option('--narrow <place>', 'CP-0, CP-1: work on this place alone; repeatable', collect)
    .option('--metric <name>', 'CP-0: what is to get better, such as fcp, memory or startup')
    .option('--priority <OPT=P>', 'CP-2: OPT-001=P0; repeatable', collect)
    .option('--again', 'where no agreement was found: have it done again')
    .action(async (question, words) =>
      done(await (await load()).decideTeam(host, question, words)),
    );
  add('finish', 'what becomes of a session that is done; exits with 1 where a part failed')
    .option('--archive', 'a record, and nothing more will happen to it')
    .option('--keep', 'leave it open')
    .option('--export <folder>', 'copy its artefacts there, then archive it')
    .action(async (words) => done(await (await load()).finishTeam(host, words)));
  addOrders(add, host, done);
  addWorker(program, host, done);
}

/** What starts workers, and takes them up again. */
function addRun(
  team: Command,
  add: (usage: string, description: string) => Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  const load = () => import('../commands/team-run.ts');
  const run = withProject(team.command('run [target...]'))
    .summary('begins a team')
    .description(
      'Profiles, plans, and works on several improvements side by side, each in a worktree of its own; measures, reviews and mends each, and measures what those that passed come to together. Targets are scenarios, or folders and files that changes are to be in. Your own branch and tree are only read.',
    )
    .option(
      '--parallel-mode <mode>',
      'auto, single, fan-out or independent (default: auto; several targets: independent)',
    )
    .option('--max-branches <count>', 'most branches of a fan-out, 1 to 10 (default: 5)')
    .option(
      '--metric <name>',
      'what is to get better, such as fcp, memory or startup (default: time)',
    )
    .option('--for <words>', 'what it is for, in your words')
    .option('--yes', 'take the usual answer to every question')
    .addOption(acceptOption())
    .option(
      '--task-timeout <duration>',
      'for each task, waiting for other measurements included (default: 45min)',
    );
  withPrograms(run, 'changes').action(async (targets, words) =>
    done(await (await load()).runTeamCommand(host, { targets, ...words })),
  );
  add('resume', 'goes on with a session that was interrupted, or decided on')
    .option(
      '--task-timeout <duration>',
      'for each task, waiting for other measurements included (default: 45min)',
    )
    .action(async (words) => done(await (await load()).resumeTeamCommand(host, words)));
}

/** The process of its own that a task is done in. */
function addWorker(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('team-worker <session> <task> <attempt>', { hidden: true })
    .description('does a task that the coordinator has claimed, or combines what passed')
    .action(async (session, task, attempt) => {
      const { teamWorkerCommand } = await import('../commands/team-worker.ts');
      done(await teamWorkerCommand(host, { session, task, attempt }));
    });
}

/** What shows a session and leaves it as it is. */
function addLooks(
  add: (usage: string, description: string) => Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  add('status', 'tasks by branch or pipeline; nothing is changed')
    .option('--watch', 'again whenever it changes, until nobody works on it')
    .action(async ({ watch, ...words }) => {
      if (watch)
        return done(await (await import('../commands/team-look.ts')).watchTeam(host, words));
      done(await (await import('../commands/team.ts')).showTeam(host, words));
    });
  add('report', 'what came of it, as report.html and report.md in its folder').action(
    async (words) => done(await (await import('../commands/team-look.ts')).reportTeam(host, words)),
  );
}

function addOrders(
  add: (usage: string, description: string) => Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  const load = () => import('../commands/team.ts');
  add(
    'revise <task> [feedback]',
    'does a task again, and what follows from it in its branch',
  ).action(async (task, feedback, words) => {
    const order = { type: 'revise', task_id: task, feedback: feedback ?? null } as const;
    done(await (await load()).orderTeam(host, order, words));
  });
  add('feedback <text>', 'something that every task to come is told').action(async (text, words) =>
    done(await (await load()).orderTeam(host, { type: 'feedback', text }, words)),
  );
  add('recheck', 'has every change reviewed once more').action(async (words) =>
    done(await (await load()).orderTeam(host, { type: 'recheck' }, words)),
  );
  add('improve [dimension]', 'works on what reviews found most of').action(
    async (dimension, words) => done(await (await load()).improveTeam(host, dimension, words)),
  );
}
