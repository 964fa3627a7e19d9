import type { DoorParts } from '../door-parts.ts';
import type { TeamHalt, TeamStart } from './team-door.ts';

/**
 * Has a team worked on after the call that asks for it, until it is done or waits for a person.
 * @returns The name of its session, once there is one. @throws What kept it from beginning.
 */
export async function workOn(
  parts: DoorParts,
  what: { readonly begin: TeamStart } | { readonly goOn: string | null },
): Promise<string> {
  const about = 'begin' in what ? what.begin.targets.join(', ') || 'all of it' : what.goOn;
  return new Promise((resolve, reject) => {
    parts.teams.start(about ?? 'the only session', async (signal): Promise<TeamHalt> => {
      // That of the call ends with the call.
      const host = parts.openHost();
      const watching = { signal, onSession: resolve };
      try {
        return 'begin' in what
          ? await parts.team.run(host, what.begin, watching)
          : await parts.team.resume(host, what.goOn, watching);
      } catch (error) {
        reject(error);
        throw error;
      } finally {
        await host.processes.close();
      }
    });
  });
}
