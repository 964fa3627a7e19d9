import '../../harness/loader/register-self.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { openProject } from '../../harness/scenario/open-project.ts';
import { composeTeam } from '../compose-team.ts';
import { untilInterrupted } from '../under-way/measuring.ts';

/** As the coordinator says it. */
export interface TeamWorkerWords {
  readonly session: string;
  /** `combine`: no task, but what all that passed come to together. */
  readonly task: string;
  readonly attempt: string;
}

/**
 * The hidden command that does one task of a team: it reads all that it needs from the session's folder,
 * and answers with one line of JSON.
 */
export async function teamWorkerCommand(host: Host, words: TeamWorkerWords): Promise<ExitCode> {
  const { session, task, attempt } = words;
  const config = await openProject(host, {});
  const { root } = config;
  const team = await import('../../plugins/team/start-team.ts');
  return untilInterrupted(host, async (signal) => {
    const answer =
      task === 'combine'
        ? await team.combine(host, { root, session, signal })
        : await team.doTask(host, await composeTeam(host, config, signal), {
            root,
            session,
            task,
            attempt: Number(attempt),
            signal,
          });
    host.terminal.out(`${JSON.stringify(answer)}\n`);
    return EXIT.ok;
  });
}
