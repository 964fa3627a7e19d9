import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { readTeam, type TeamWords } from '../../options/team.ts';
import { readTeamRun, readTimeLimit, type TeamRunWords } from '../../options/team-run.ts';
import type * as Team from '../../plugins/team/start-team.ts';
import { ownProgram } from '../own-program.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { shown } from './team.ts';

/** `team run`: begins a team and works it off until it is done or waits for a person. */
export async function runTeamCommand(host: Host, words: TeamRunWords): Promise<ExitCode> {
  const { config, timeLimitMs, ...request } = await readTeamRun(host, words);
  const team = await load();
  return untilInterrupted(host, async (signal) => {
    const parts = partsOf(host, { timeLimitMs, signal });
    return tell(host, team, await team.runTeam(parts, { ...request, root: config.root }));
  });
}

/** `team resume`: goes on where its files leave it, with new workers. */
export async function resumeTeamCommand(
  host: Host,
  words: TeamWords & Pick<TeamRunWords, 'taskTimeout'>,
): Promise<ExitCode> {
  const timeLimitMs = readTimeLimit(words);
  const { config, session } = await readTeam(host, words);
  const team = await load();
  return untilInterrupted(host, async (signal) => {
    const parts = partsOf(host, { timeLimitMs, signal });
    return tell(host, team, await team.resumeTeam(parts, config.root, session));
  });
}

type Watching = Pick<Team.TeamRunParts, 'signal' | 'onBeat'>;

/** The same for who watches by himself: nothing is printed. */
export async function workOffTeam(
  host: Host,
  words: TeamRunWords,
  watching: Watching,
): Promise<Team.TeamEnd> {
  const { config, timeLimitMs, ...request } = await readTeamRun(host, words);
  const parts = { ...{ host, launch: ownProgram(host), timeLimitMs }, ...watching };
  return (await load()).runTeam(parts, { ...request, root: config.root });
}

/** Goes on with a session in the same way. */
export async function takeUpTeam(
  host: Host,
  session: string,
  watching: Watching,
): Promise<Team.TeamEnd> {
  const { config } = await readTeam(host, { session });
  const parts = {
    ...{ host, launch: ownProgram(host), timeLimitMs: readTimeLimit({}) },
    ...watching,
  };
  return (await load()).resumeTeam(parts, config.root, session);
}

function load(): Promise<typeof Team> {
  return import('../../plugins/team/start-team.ts');
}

/** What every beat says is said once, a line for each task that has begun or ended. */
function partsOf(
  host: Host,
  limits: Pick<Team.TeamRunParts, 'timeLimitMs' | 'signal'>,
): Team.TeamRunParts {
  const said = new Set<string>();
  return {
    ...{ host, launch: ownProgram(host), ...limits },
    onBeat: ({ tasks }) => {
      for (const { id, status, attempt } of tasks.values()) {
        const line = `${id} ${status.replace('_', ' ')}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
        if (status === 'pending' || said.has(line)) continue;
        said.add(line);
        host.terminal.err(`${line}\n`);
      }
    },
  };
}

function tell(host: Host, team: typeof Team, end: Team.TeamEnd): ExitCode {
  const { combination, notCombined, isWaiting, session, exitCode } = end;
  host.terminal.out(shown(team.statusText(end)));
  if (combination !== null)
    host.terminal.out(`\n${shown(team.combinationText(combination).trimEnd())}`);
  if (notCombined !== null) {
    host.terminal.err(
      `What passed could not be combined: ${notCombined}\nTry again with: perf-harness team resume --session ${session.id}\n`,
    );
  }
  if (isWaiting) {
    host.terminal.err(
      `Answer with perf-harness team decide, then go on with: perf-harness team resume --session ${session.id}\n`,
    );
  } else if (session.status === 'paused') {
    host.terminal.err(
      `Nobody said what becomes of it, so that it is kept. Close it with: perf-harness team finish --session ${session.id} --archive\n`,
    );
  }
  return exitCode;
}
