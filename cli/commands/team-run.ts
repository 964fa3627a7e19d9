import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { readTeam, type TeamWords } from '../../options/team.ts';
import { readTeamRun, readTimeLimit, type TeamRunWords } from '../../options/team-run.ts';
import type { ProgramFlags } from '../../plugins/optimize/index.ts';
import type * as Team from '../../plugins/team/start-team.ts';
import { ownProgram } from '../own-program.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { shown } from './team.ts';

/** `team run`: begins a team and works it off until it is done or waits for a person. */
export async function runTeamCommand(
  host: Host,
  words: TeamRunWords & ProgramFlags,
): Promise<ExitCode> {
  return untilInterrupted(host, async (signal) =>
    tell(host, await workOffTeam(host, words, { signal, onBeat: lineByLine(host) })),
  );
}

/** `team resume`: goes on where its files leave it, with new workers. */
export async function resumeTeamCommand(host: Host, words: TeamResumeWords): Promise<ExitCode> {
  return untilInterrupted(host, async (signal) =>
    tell(host, await takeUpTeam(host, words, { signal, onBeat: lineByLine(host) })),
  );
}

type TeamResumeWords = TeamWords & Pick<TeamRunWords, 'taskTimeout'>;
type Watching = Pick<Team.TeamRunParts, 'signal' | 'onBeat' | 'closing'>;

/** The same for who watches by himself: nothing is printed. */
export async function workOffTeam(
  host: Host,
  words: TeamRunWords & ProgramFlags,
  watching: Watching,
): Promise<Team.TeamEnd> {
  const { config, timeLimitMs, accept, ...request } = await readTeamRun(host, words);
  const { programsOf } = await import('../../plugins/optimize/index.ts');
  const settings = { programs: programsOf(host, words, config.optimize), accept };
  const parts = { host, launch: ownProgram(host), timeLimitMs, ...watching };
  return (await load()).runTeam(parts, { ...request, settings, root: config.root });
}

/** Goes on with a session in the same way. */
export async function takeUpTeam(
  host: Host,
  words: TeamResumeWords,
  watching: Watching,
): Promise<Team.TeamEnd> {
  const timeLimitMs = readTimeLimit(words);
  const { config, session } = await readTeam(host, words);
  const parts = { host, launch: ownProgram(host), timeLimitMs, ...watching };
  return (await load()).resumeTeam(parts, config.root, session);
}

function load(): Promise<typeof Team> {
  return import('../../plugins/team/start-team.ts');
}

/** What every beat says is said once, a line for each task that has begun or ended. */
function lineByLine({ terminal }: Host): NonNullable<Watching['onBeat']> {
  const said = new Set<string>();
  return ({ tasks }) => {
    for (const { id, status, attempt } of tasks.values()) {
      const line = `${id} ${status.replace('_', ' ')}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
      if (status === 'pending' || said.has(line)) continue;
      said.add(line);
      terminal.err(`${line}\n`);
    }
  };
}

async function tell(host: Host, end: Team.TeamEnd): Promise<ExitCode> {
  const team = await load();
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
      `Answer with perf-harness team decide, such as --proceed, then go on with: perf-harness team resume --session ${session.id}\n`,
    );
  } else if (session.status === 'paused') {
    host.terminal.err(
      `Nobody said what becomes of it, so that it is kept. Close it with: perf-harness team finish --session ${session.id} --archive\n`,
    );
  }
  return exitCode;
}
