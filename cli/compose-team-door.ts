import type { Host } from '../harness/host.ts';
import { openProject } from '../harness/scenario/open-project.ts';
import type {
  TeamDoor,
  TeamHalt,
  TeamStanding,
  TeamStart,
  TeamWatching,
} from '../mcp/team/team-door.ts';
import type * as Team from '../plugins/team/start-team.ts';
import { writeTeamPages } from './output/team-pages.ts';

export interface TeamWorkWatching {
  readonly signal: AbortSignal;
  /** Told of every beat. */
  readonly onBeat: (standing: Pick<Team.FoundSession, 'session'>) => void;
}

/** Who works a session off, until it is done or waits for a person; `team run` and `team resume` do. */
export interface TeamWork {
  readonly run: (host: Host, words: TeamStart, watching: TeamWorkWatching) => Promise<unknown>;
  readonly resume: (host: Host, session: string, watching: TeamWorkWatching) => Promise<unknown>;
}

/** Who uses the door can be asked what becomes of a session that is done. */
const ASKING = { closing: 'ask' } as const;

/** The workers of the command line. */
export const TEAM_WORK: TeamWork = {
  run: async (host, words, watching) =>
    (await import('./commands/team-run.ts')).workOffTeam(host, words, { ...watching, ...ASKING }),
  resume: async (host, session, watching) =>
    (await import('./commands/team-run.ts')).takeUpTeam(
      host,
      { session },
      { ...watching, ...ASKING },
    ),
};

/** What agents can do to a team: the same as the commands, in the project of the host's folder. */
export function composeTeamDoor(work: TeamWork): TeamDoor {
  return {
    run: (host, words, watching) =>
      untilHalt(host, watching, (worker, own) => worker.run(host, words, own), work),
    resume: async (host, session, watching) => {
      const { id } = (await lookAt(host, session)).session;
      return untilHalt(host, watching, (worker, own) => worker.resume(host, id, own), work);
    },
    look: async (host, session) => standingOf(host, await lookAt(host, session)),
    decide: async (host, session, question, answer) => {
      const team = await load();
      const said = await team.answer(host, await lookAt(host, session), question, answer);
      return { ...(await standingOf(host, said)), isHandedOn: said.isHandedOn };
    },
    order: async (host, session, order) => {
      const [team, root] = [await load(), await rootOf(host)];
      const said = await team.orderFrom(host, root, session, order);
      return { ...(await standingOf(host, said)), isHandedOn: said.isHandedOn };
    },
    finish: async (host, session, closing) => {
      const team = await load();
      const said = await team.finish(host, await lookAt(host, session), closing);
      const exported = closing.choice === 'export' ? [closing.folder] : [];
      const { isHandedOn, store } = said;
      if (!isHandedOn) {
        await writeTeamPages(host, team.collectReport(host, said), [
          store.paths.folder,
          ...exported,
        ]);
      }
      return { ...(await standingOf(host, said)), isHandedOn };
    },
  };
}

async function untilHalt(
  host: Host,
  { signal, onSession }: TeamWatching,
  begin: (work: TeamWork, watching: TeamWorkWatching) => Promise<unknown>,
  work: TeamWork,
): Promise<TeamHalt> {
  let session: string | null = null;
  const onBeat: TeamWorkWatching['onBeat'] = ({ session: { id } }) => {
    session = id;
    onSession(id);
  };
  await begin(work, { signal, onBeat });
  if (session === null) return { type: 'ended' };
  // What was said after the last beat is still to be taken in.
  while (!signal.aborted && (await hasLetters(host, session))) {
    await work.resume(host, session, { signal, onBeat });
  }
  return haltOf(host, session);
}

function load(): Promise<typeof Team> {
  return import('../plugins/team/start-team.ts');
}

async function rootOf(host: Host): Promise<string> {
  return (await openProject(host, {})).root;
}

async function lookAt(host: Host, session: string | null): Promise<Team.FoundSession> {
  return (await load()).lookAt(host, await rootOf(host), session);
}

async function standingOf(host: Host, found: Team.FoundSession): Promise<TeamStanding> {
  const team = await load();
  return {
    report: team.collectReport(host, found),
    questions: found.session.pending_decisions.map(({ id, checkpoint, question, see }) => ({
      id,
      question,
      see,
      choices: team.CHOICES[checkpoint],
    })),
    text: team.statusText(found),
  };
}

async function hasLetters(host: Host, session: string): Promise<boolean> {
  return (await lookAt(host, session)).store.letters().length > 0;
}

async function haltOf(host: Host, session: string): Promise<TeamHalt> {
  const { session: now } = await lookAt(host, session);
  return { type: now.pending_decisions.length > 0 ? 'paused' : 'ended' };
}
