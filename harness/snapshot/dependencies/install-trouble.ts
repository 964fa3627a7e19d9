import { describeEnd } from '../../host/process/describe-end.ts';
import type { ExecResult } from '../../host/process/processes.ts';
import type { Finding } from '../../model/finding.ts';
import type { PackageManager } from '../../packages/lockfile.ts';
import { diskFull, isFine } from '../git/run-git.ts';
import { installReason } from './install-reason.ts';

/** An installation may take its time. */
export const INSTALL_TIMEOUT_MS = 600_000;

/** What went wrong with a package manager; null: nothing. @throws UserError: disk full. */
export function installTrouble(
  label: string,
  manager: PackageManager,
  result: ExecResult,
  place: string,
): Finding | null {
  if (isFine(result)) return null;
  const said = `${result.stdout}\n${result.stderr}`;
  if (/\bENOSPC\b|no space left on device/iu.test(said)) throw diskFull(place);
  const { exit } = result;
  if (exit.type === 'not-started' && exit.error.code === 'ENOENT') {
    return {
      id: 'package-manager-missing',
      level: 'error',
      message: `The dependencies of ${label} could not be installed: the lockfile is one of ${manager}, which is not on the PATH.`,
      remedy: `Install ${manager}, or run "corepack enable", and compare again.`,
    };
  }
  const end = describeEnd(result, INSTALL_TIMEOUT_MS);
  return installFailure(label, manager, `${end}: ${installReason(manager, result)}`);
}

export function installFailure(label: string, manager: PackageManager, how: string): Finding {
  return {
    id: 'install-failed',
    level: 'error',
    message: `The dependencies of ${label} could not be installed: ${manager} ${how}`,
    remedy: `Install them by hand in a checkout of ${label}, and mend what fails there.`,
  };
}

/** Said with every comparison that uses what was installed so. */
export function lockfileOutOfSync(label: string, manager: PackageManager, reason: string): Finding {
  return {
    id: 'lockfile-out-of-sync',
    level: 'warning',
    message: `${manager} refused the lockfile of ${label}, which does not fit package.json, so the dependencies were installed by "${manager} install" without scripts. Their versions may be others than those locked. Its reason: ${reason}`,
    remedy: `Run "${manager} install" and commit the lockfile.`,
  };
}

/**
 * Said where a side goes by what its project has installed.
 * @param why - What keeps it from being installed anew.
 */
export function installedInPlace(label: string, manager: PackageManager, why: string): Finding {
  return {
    id: 'installed-in-place',
    level: 'warning',
    message: `What is installed in the project is used as it is for ${label}. ${why}`,
    remedy: `If package.json has changed since, run "${manager} install" and compare again.`,
  };
}
