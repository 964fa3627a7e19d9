import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import type { ToolContext } from '../../../registry/tools/agent-tool-definition.ts';
import {
  refuseScenariosOutside,
  rejectOutsidePaths,
} from '../../../registry/tools/reject-paths-outside-project.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import type { ProfileCall } from './read-profile-diff-arguments.ts';

/** Profiles the one scenario that the arguments name. @throws UserError if they name several. */
export async function profileSingleScenario(
  context: ToolContext,
  call: ProfileCall,
): Promise<ProfileReport> {
  const { host, signal } = context;
  const [{ readProfileArguments }, { profileRequestedScenario }, { saveProfile }] =
    await Promise.all([
      import('./read-profile-arguments.ts'),
      import('../../../api/profile/profile-scenario.ts'),
      import('../../../api/profile/save-profile.ts'),
    ]);
  rejectOutsidePaths(host, host.cwd, call.words);
  const { config, subject } = await readProfileArguments(call, signal);
  if (subject.type !== 'scenario') {
    throw new UserError({
      code: 'no-scenario',
      message: `${call.words.join(' ')} is a profile, not a scenario.`,
      remedy: 'Use a scenario listed by list_scenarios.',
    });
  }
  return runInMeasurementSession(context, 'profile', async (session) => {
    const report = await profileRequestedScenario(host, config, subject, session, (scenarios) =>
      refuseScenariosOutside(host, config, scenarios),
    );
    // The report is returned even if it could not be stored.
    saveProfile(host, config, report);
    return report;
  });
}
