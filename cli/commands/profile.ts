import { keepProfile } from '../../api/profile/keep-profile.ts';
import { profileFiles } from '../../api/profile/profile-files.ts';
import { profileRunning } from '../../api/profile/profile-process.ts';
import { profileScenario } from '../../api/profile/profile-scenario.ts';
import { profileDiffFiles } from '../../api/profile-diff/diff-files.ts';
import { profileDiffLive } from '../../api/profile-diff/diff-live.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { scenariosOfBothSides } from '../../api/sides/scenarios-of-both-sides.ts';
import { exitCodeForProfile } from '../../harness/gate/exit-code-for-profile.ts';
import type { Host } from '../../harness/host.ts';
import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/config.ts';
import {
  type ProfiledScenario,
  type ProfileOptions,
  type ProfileWords,
  readProfile,
} from '../../options/profile.ts';
import type { ProfiledSides } from '../../options/profile-diff.ts';
import { openExportTargets, writeExports } from '../output/export-targets.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { tell } from '../output/tell.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';

/** `perf-harness profile`: where the time of a scenario goes. */
export function profileCommand(host: Host, words: ProfileWords): Promise<ExitCode> {
  return untilInterrupted(host, async (signal) =>
    profile(host, await readProfile(host, words, signal), signal),
  );
}

async function profile(
  host: Host,
  options: ProfileOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const targets = await openReportTargets(host, options.reports);
  const exports = await openExportTargets(host, options.exports);
  const taken: Profile[] = [];
  const onProfile = (one: Profile): void => void taken.push(one);
  const report = await reportOf(host, options, { signal, onProfile });
  writeReports(host, targets, report, { baseline: null, root: options.config.root });
  keepTaken(host, options, report);
  const { scenario: name, created_at: createdAt } = report;
  writeExports(host, exports, taken, { name, createdAt: new Date(createdAt) });
  return exitCodeForProfile(report);
}

/** Keeps what was taken now. Files of profiles are there already. */
function keepTaken(
  host: Host,
  { config, subject }: ProfileOptions,
  report: ProfileReport | ProfileDiffReport,
): void {
  if (subject.type === 'files' || subject.type === 'files-of-sides') return;
  const trouble = keepProfile(host, config, report);
  if (trouble !== null) tell(host, `warning: the profile is not kept: ${trouble}`);
}

interface Watching {
  readonly signal: AbortSignal;
  /** Gets each profile as it is summarised. */
  readonly onProfile: (one: Profile) => void;
}

async function reportOf(
  host: Host,
  { config, subject }: ProfileOptions,
  watching: Watching,
): Promise<ProfileReport | ProfileDiffReport> {
  switch (subject.type) {
    case 'files':
      return profileFiles(host, config.root, subject.paths, watching.onProfile);
    case 'process':
      return profileRunning(host, config.root, subject, watching.signal);
    case 'scenario':
      return profileOne(host, config, subject, watching);
    case 'files-of-sides':
      return profileDiffFiles(host, config.root, subject.base, subject.head);
    case 'sides':
      return profileBoth(host, config, subject, watching.signal);
  }
}

function profileOne(
  host: Host,
  config: Config,
  subject: ProfiledScenario,
  { signal, onProfile }: Watching,
): Promise<ProfileReport> {
  return measuring(host, 'profile', signal, async (session) => {
    const scenarios = await findScenarios(host, config, subject.wanted);
    const scenario = theOne(scenarios, signal);
    return profileScenario(host, config, scenario, { ...subject, ...session, onProfile });
  });
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
    const scenario = theOne(scenarios, signal);
    return profileDiffLive(host, config, scenario, { ...subject, ...session });
  });
}

/** @throws UserError where several could be meant; the reason of the signal where it came before. */
function theOne(scenarios: readonly Scenario[], signal: AbortSignal): Scenario {
  signal.throwIfAborted();
  return onlyScenario(scenarios, 'profile is about');
}
