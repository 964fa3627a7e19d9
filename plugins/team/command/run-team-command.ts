import { type CommandContext, display, type Outcome, ownProgram } from 'perf-harness/plugin';
import { formatCombination } from '../combine/gain-interaction.ts';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import { loadSession } from '../handle-user-input-to-session.ts';
import { resumeTeam, runTeam, type TeamRunDependencies, type TeamRunOutcome } from '../run-team.ts';
import { openTeamStore } from '../store/team-session-store.ts';
import { sessionOutcome } from './session-status-text.ts';
import type { RESUME_OPTIONS, RUN_OPTIONS, START_OPTIONS } from './team-command-options.ts';
import { readTeamRunRequest, readTimeLimit } from './team-run-options.ts';

type RunContext = CommandContext<typeof RUN_OPTIONS>;
type Watching = Pick<TeamRunDependencies, 'onTick' | 'closing'>;

export async function runTeamCommand(context: RunContext): Promise<Outcome> {
  return outcomeOf(context, await workOff(context, { onTick: lineByLine(context) }));
}

export async function resumeTeamCommand(
  context: CommandContext<typeof RESUME_OPTIONS>,
): Promise<Outcome> {
  const watching = { onTick: lineByLine(context) };
  const { session = null } = context.flags;
  return outcomeOf(context, await goOn(context, session, watching));
}

export interface TeamRunner {
  run(context: RunContext, watching: Watching): Promise<unknown>;
  resume(context: RunContext, session: string, watching: Watching): Promise<unknown>;
}

const WORK: TeamRunner = { run: workOff, resume: goOn };

/**
 * Runs a session for a program that observes it, and that can be asked how to close it when it is
 * done. Input after the last tick is included.
 */
export async function startTeam(
  context: CommandContext<typeof START_OPTIONS>,
  { run, resume }: TeamRunner = WORK,
): Promise<Outcome> {
  const { host, config, signal, flags, onBegun } = context;
  const found = (id: string) => loadSession(host, config.root, id);
  let id = flags.resume === undefined ? null : (await found(flags.resume)).session.id;
  const onTick = ({ session, tasks }: SessionState): void => {
    id = session.id;
    const store = openTeamStore(host, config.root, id);
    onBegun?.(sessionOutcome(host, { session, tasks, store }));
  };
  const watching = { onTick, closing: 'ask' } as const;
  if (id === null) await run(context, watching);
  else await resume(context, id, watching);
  if (id === null) throw new Error('the team run ended before its session started');
  while (!signal.aborted && (await found(id)).store.inbox().length > 0) {
    await resume(context, id, watching);
  }
  const now = await found(id);
  const waiting = now.session.pending_decisions.map((question) => question.id).join(', ');
  return { ...sessionOutcome(host, now), ...(waiting !== '' && { waitsFor: waiting }) };
}

async function workOff(context: RunContext, watching: Watching): Promise<TeamRunOutcome> {
  const { host, config, words, flags } = context;
  return runTeam(
    { ...partsOf(context), ...watching },
    readTeamRunRequest(host, config, words, flags),
  );
}

async function goOn(
  context: Pick<RunContext, 'host' | 'config' | 'flags' | 'signal'>,
  session: string | null,
  watching: Watching,
): Promise<TeamRunOutcome> {
  return resumeTeam({ ...partsOf(context), ...watching }, context.config.root, session);
}

function partsOf({ host, flags, signal }: Pick<RunContext, 'host' | 'flags' | 'signal'>) {
  return { host, signal, launch: ownProgram(host), timeLimitMs: readTimeLimit(flags) };
}

/** Logs each event of the ticks once, a line for each task that began or ended. */
function lineByLine({
  progress: { log },
}: Pick<RunContext, 'progress'>): NonNullable<Watching['onTick']> {
  const printed = new Set<string>();
  return ({ tasks }) => {
    for (const { id, status, attempt } of tasks.values()) {
      const line = `${id} ${status.replace('_', ' ')}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
      if (status === 'pending' || printed.has(line)) continue;
      printed.add(line);
      log(line);
    }
  };
}

function outcomeOf(
  { host, config, progress: { log } }: Pick<RunContext, 'host' | 'config' | 'progress'>,
  end: TeamRunOutcome,
): Outcome {
  const { combination, notCombined, isWaiting, session, exitCode } = end;
  const outcome = sessionOutcome(host, {
    ...end,
    store: openTeamStore(host, config.root, session.id),
  });
  const sum =
    combination === null ? '' : `\n${formatCombination(display.printableTexts(combination))}`;
  if (notCombined !== null) {
    log(
      `Cannot combine the passing changes: ${notCombined}\nTry again with: perf-harness team resume --session ${session.id}`,
    );
  }
  if (isWaiting) {
    log(
      `Answer with perf-harness team decide and an option such as --proceed, then continue with: perf-harness team resume --session ${session.id}`,
    );
  } else if (session.status === 'paused') {
    log(
      `No decision was made about the session, so it stays open. Close it with: perf-harness team finish --session ${session.id} --archive`,
    );
  }
  return { ...outcome, text: `${outcome.text}${sum}`, exitCode };
}
