import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { refuseOutside, refuseScenariosOutside } from '../../../registry/tools/inside-project.ts';
import { measuring } from '../../../registry/tools/measuring.ts';
import type { ToolContext } from '../../../registry/tools/server-tool.ts';
import type { ProfileCall } from './read-difference.ts';

/** Profiles the one scenario that the words name. @throws UserError where they name several. */
export async function profileOne(context: ToolContext, call: ProfileCall): Promise<ProfileReport> {
  const { host, signal } = context;
  const [{ readProfile }, { profileWanted }, { keepProfile }] = await Promise.all([
    import('./read-profile.ts'),
    import('../../../api/profile/profile-scenario.ts'),
    import('../../../api/profile/keep-profile.ts'),
  ]);
  refuseOutside(host, host.cwd, call.words);
  const { config, subject } = await readProfile(call, signal);
  if (subject.type !== 'scenario') {
    throw new UserError({
      code: 'no-scenario',
      message: `${call.words.join(' ')} is a profile, and no scenario.`,
      remedy: 'Name one that list_scenarios shows.',
    });
  }
  return measuring(context, 'profile', async (session) => {
    const report = await profileWanted(host, config, subject, session, (scenarios) =>
      refuseScenariosOutside(host, config, scenarios),
    );
    // The report is returned even if it could not be stored.
    keepProfile(host, config, report);
    return report;
  });
}
