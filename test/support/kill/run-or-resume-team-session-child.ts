/**
 * The coordinator of a team in a separate process: `node team-child.ts <root>`. It starts a team,
 * or resumes an existing team, as `team run` and `team resume` do; its workers are processes too.
 */
import '../../../harness/loader/register-self-reference.ts';
import { join } from 'node:path';

// Imported after `register-self`, since these modules import the public entry by its name.
const { createHost } = await import('../../../harness/host.ts');
const { UserError } = await import('../../../harness/model/user-error.ts');
const { resumeTeam, runTeam } = await import('../../../plugins/team/run-team.ts');
const { listSessions } = await import('../../../plugins/team/store/find-team-session.ts');
const { DEFAULT_TEAM_SETTINGS } = await import(
  '../../../plugins/team/workers/worker-settings-profile-and-change-files.ts'
);

const [, , root = ''] = process.argv;
const host = createHost({ cwd: root });
const parts = {
  host,
  timeLimitMs: 60_000,
  signal: new AbortController().signal,
  launch: {
    file: process.execPath,
    args: [join(import.meta.dirname, 'team-worker-with-real-git-branches-child.ts')],
  },
};
try {
  const end =
    listSessions(host, root).length > 0
      ? await resumeTeam(parts, root, null)
      : await runTeam(parts, {
          root,
          targets: [],
          requirement: null,
          mode: 'fan-out',
          maxBranches: null,
          yes: true,
          settings: DEFAULT_TEAM_SETTINGS,
        });
  if (end.notCombined !== null) process.stderr.write(`not combined: ${end.notCombined}\n`);
  process.exitCode = end.exitCode;
} catch (error) {
  // Killed after everything was done: there is nothing to resume.
  if (!(error instanceof UserError) || error.code !== 'which-session') throw error;
} finally {
  await host.processes.stopAll();
}
