import { keepProfile } from '../../../api/profile/keep-profile.ts';
import { profileFiles } from '../../../api/profile/profile-files.ts';
import { profileRunning } from '../../../api/profile/profile-process.ts';
import { profileWanted } from '../../../api/profile/profile-scenario.ts';
import { profileDiffFiles } from '../../../api/profile-diff/diff-files.ts';
import { type ProfiledSides, profileDiffLive } from '../../../api/profile-diff/diff-live.ts';
import { onlyScenario } from '../../../api/project/only-scenario.ts';
import { scenariosOfBothSides } from '../../../api/sides/scenarios-of-both-sides.ts';
import { exitCodeForProfile } from '../../../harness/gate/report-exit-code.ts';
import type { Host } from '../../../harness/host.ts';
import type { ProfileDiffReport } from '../../../harness/model/documents/profile-diff-document.ts';
import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import type { Profile } from '../../../harness/model/program/profile.ts';
import type { Config } from '../../../harness/scenario/config.ts';
import { tell } from '../../../registry/tell.ts';
import { readReports } from '../../options/reports.ts';
import { openExportTargets, readExports, writeExports } from '../../output/export-targets.ts';
import { openReportTargets, writeReports } from '../../output/reporting.ts';
import { measuring, untilInterrupted } from '../../under-way/measuring.ts';
import type { ProfileCall } from './read-difference.ts';
import { type ProfileTask, readProfile } from './read-profile.ts';

/** Says where the time of a scenario goes. */
export function runProfile(call: ProfileCall): Promise<ExitCode> {
  const { host, flags } = call;
  return untilInterrupted(host, async (signal) => {
    const task = await readProfile(call, signal);
    const { config } = task;
    const targets = await openReportTargets(host, readReports(host, flags, config.reporters));
    const exports = await openExportTargets(host, readExports(host, call.options.export));
    const taken: Profile[] = [];
    const onProfile = (profile: Profile): void => void taken.push(profile);
    const report = await reportOf(host, task, { signal, onProfile });
    writeReports(host, targets, report, { baseline: null, root: config.root });
    keepTaken(host, task, report);
    const { scenario: name, created_at: createdAt } = report;
    writeExports(host, exports, taken, { name, createdAt: new Date(createdAt) });
    return exitCodeForProfile(report);
  });
}

/** Keeps what was taken now. Files of profiles are there already. */
function keepTaken(
  host: Host,
  { config, subject }: ProfileTask,
  report: ProfileReport | ProfileDiffReport,
): void {
  if (subject.type === 'files' || subject.type === 'files-of-sides') return;
  const trouble = keepProfile(host, config, report);
  if (trouble !== null) tell(host, `warning: the profile is not kept: ${trouble}`);
}

interface Watching {
  readonly signal: AbortSignal;
  /** Gets each profile as it is summarised. */
  readonly onProfile: (profile: Profile) => void;
}

async function reportOf(
  host: Host,
  { config, subject }: ProfileTask,
  watching: Watching,
): Promise<ProfileReport | ProfileDiffReport> {
  switch (subject.type) {
    case 'files':
      return profileFiles(host, config.root, subject.paths, watching.onProfile);
    case 'process':
      return profileRunning(host, config.root, subject, watching.signal);
    case 'scenario':
      return measuring(host, 'profile', watching.signal, (session) =>
        profileWanted(host, config, subject, { ...session, onProfile: watching.onProfile }),
      );
    case 'files-of-sides':
      return profileDiffFiles(host, config.root, subject.base, subject.head);
    case 'sides':
      return profileBoth(host, config, subject, watching.signal);
  }
}

function profileBoth(
  host: Host,
  config: Config,
  subject: ProfiledSides,
  signal: AbortSignal,
): Promise<ProfileDiffReport> {
  const { sides, wanted } = subject;
  return measuring(host, 'profile', signal, async (session) => {
    const scenarios = await scenariosOfBothSides(host, config, sides, wanted, signal);
    signal.throwIfAborted();
    const scenario = onlyScenario(scenarios, 'profile is about');
    return profileDiffLive(host, config, scenario, { ...subject, ...session });
  });
}
