import { loadScenariosForBothSides } from '../../../api/comparison-sides/load-scenarios-for-both-sides.ts';
import { reportProfileFiles } from '../../../api/profile/build-profile-files-report.ts';
import { profileNodeProcess } from '../../../api/profile/profile-node-process.ts';
import { profileRequestedScenario } from '../../../api/profile/profile-scenario.ts';
import { saveProfile } from '../../../api/profile/save-profile.ts';
import { diffProfileFiles } from '../../../api/profile-diff/diff-profile-files.ts';
import {
  type ProfiledSides,
  profileAndDiffSides,
} from '../../../api/profile-diff/profile-and-diff-base-and-head.ts';
import { requireSingleScenario } from '../../../api/project/require-single-scenario.ts';
import { exitCodeForProfile } from '../../../harness/gate/exit-code-for-report.ts';
import type { Host } from '../../../harness/host.ts';
import type { ProfileDiffReport } from '../../../harness/model/documents/profile-diff-document.ts';
import type { ProfileReport } from '../../../harness/model/documents/profile-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import type { Profile } from '../../../harness/model/program/profile.ts';
import type { Config } from '../../../harness/scenario/project-config.ts';
import { printNotice } from '../../../registry/print-stderr-notice.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import {
  openProfileExportTargets,
  readProfileExports,
  writeProfileExports,
} from '../../output/write-profile-exports.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import { type ProfileTask, readProfileArguments } from './read-profile-arguments.ts';
import type { ProfileCall } from './read-profile-diff-arguments.ts';

/** Runs `profile`, which shows where the time of a scenario goes. */
export function runProfile(call: ProfileCall): Promise<ExitCode> {
  const { host, flags } = call;
  return runUntilInterrupted(host, async (signal) => {
    const task = await readProfileArguments(call, signal);
    const { config } = task;
    const targets = await openReportTargets(host, readReportChoices(host, flags, config.reporters));
    const exports = await openProfileExportTargets(
      host,
      readProfileExports(host, call.options.export),
    );
    const taken: Profile[] = [];
    const onProfile = (profile: Profile): void => void taken.push(profile);
    const report = await reportOf(host, task, { signal, onProfile });
    writeReports(host, targets, report, { baseline: null, root: config.root });
    keepTaken(host, task, report);
    const { scenario: name, created_at: createdAt } = report;
    writeProfileExports(host, exports, taken, { name, createdAt: new Date(createdAt) });
    return exitCodeForProfile(report);
  });
}

/** Saves a profile that was just taken. Profile files already exist on disk. */
function keepTaken(
  host: Host,
  { config, subject }: ProfileTask,
  report: ProfileReport | ProfileDiffReport,
): void {
  if (subject.type === 'files' || subject.type === 'files-of-sides') return;
  const trouble = saveProfile(host, config, report);
  if (trouble !== null) printNotice(host, `warning: the profile was not saved: ${trouble}`);
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
      return reportProfileFiles(host, config.root, subject.paths, watching.onProfile);
    case 'process':
      return profileNodeProcess(host, config.root, subject, watching.signal);
    case 'scenario':
      return measureWithProgress(host, 'profile', watching.signal, (session) =>
        profileRequestedScenario(host, config, subject, {
          ...session,
          onProfile: watching.onProfile,
        }),
      );
    case 'files-of-sides':
      return diffProfileFiles(host, config.root, subject.base, subject.head);
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
  return measureWithProgress(host, 'profile', signal, async (session) => {
    const scenarios = await loadScenariosForBothSides(host, config, sides, wanted, signal);
    signal.throwIfAborted();
    const scenario = requireSingleScenario(scenarios, 'profile takes');
    return profileAndDiffSides(host, config, scenario, { ...subject, ...session });
  });
}
