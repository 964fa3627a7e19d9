import { describeProgramFailure, type ExecResult } from '../../host/process/process-runner.ts';
import type { Finding } from '../../model/finding.ts';
import type { PackageManager } from '../../packages/choose-lockfile.ts';
import { diskFullError, isSuccessful } from '../git/run-git.ts';
import { extractInstallerError } from './installer-error.ts';
import { INSTALL_TIMEOUT_MS, isProgramMissing } from './run-installer.ts';

/** Finding of a failed package manager; null on success. @throws UserError: disk full. */
export function checkInstallerResult(
  label: string,
  manager: PackageManager,
  result: ExecResult,
  place: string,
): Finding | null {
  if (isSuccessful(result)) return null;
  const said = `${result.stdout}\n${result.stderr}`;
  if (/\bENOSPC\b|no space left on device/iu.test(said)) throw diskFullError(place);
  if (isProgramMissing(result)) {
    return {
      id: 'package-manager-missing',
      level: 'error',
      message: `The dependencies of ${label} could not be installed: the lockfile requires ${manager}, which is not on the PATH and could not be fetched by npm.`,
      remedy: `Install ${manager}, or run "corepack enable", and compare again.`,
    };
  }
  const end = describeProgramFailure(result, INSTALL_TIMEOUT_MS);
  const reason = extractInstallerError(manager, result);
  const finding = installFailedFinding(label, manager, `${end}: ${reason}`);
  const remedy = result.timedOut ? HANGING : remedyOf(manager, reason);
  return remedy === null ? finding : { ...finding, remedy };
}

export function installFailedFinding(label: string, manager: PackageManager, how: string): Finding {
  return {
    id: 'install-failed',
    level: 'error',
    message: `The dependencies of ${label} could not be installed: ${manager} ${how}`,
    remedy: `Install the dependencies manually in a checkout of ${label}, and fix the failure there.`,
  };
}

const HANGING =
  'The installation and its child processes were killed. Look for a package or project script that never ends or waits for input.';
/** Messages of Node.js, npm, pnpm, yarn and bun for a registry that cannot be reached. */
const NO_NETWORK =
  /\b(?:ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|ERR_PNPM_NO_OFFLINE_TARBALL|ERR_PNPM_META_FETCH_FAIL|ConnectionRefused|FailedToOpenSocket)\b/u;
/** Their messages for a private package. */
const NOT_LET_IN =
  /\b(?:E401|E403|ENEEDAUTH|ERR_PNPM_FETCH_40[13]|401 Unauthorized|403 Forbidden|YN0041)\b|\b40[13]\b.*\b(?:Unauthorized|Forbidden)\b/iu;

/** Returns the remedy for a package manager's error; null where none is known. */
function remedyOf(manager: PackageManager, reason: string): string | null {
  if (NOT_LET_IN.test(reason)) {
    return `The package is private, and its registry rejected ${manager}: log in, or set the token where ${manager} reads it (user .npmrc, environment variable), and compare again.`;
  }
  if (NO_NETWORK.test(reason)) {
    return `A package is not in the ${manager} cache, and its registry is unreachable: compare again with a network connection. Installed packages are cached for later comparisons.`;
  }
  return null;
}

/** Finding for every comparison that uses packages installed this way. */
export function lockfileOutOfSyncFinding(
  label: string,
  manager: PackageManager,
  reason: string,
): Finding {
  return {
    id: 'lockfile-out-of-sync',
    level: 'warning',
    message: `${manager} rejected the lockfile of ${label}, which does not match package.json, so the dependencies were installed by "${manager} install" without scripts. Their versions may differ from the locked versions. Reason: ${reason}`,
    remedy: `Run "${manager} install" and commit the lockfile.`,
  };
}

export function managerFetchedFinding(
  label: string,
  manager: PackageManager,
  npmPackage: string,
): Finding {
  return {
    id: 'package-manager-fetched',
    level: 'info',
    message: `The lockfile of ${label} belongs to ${manager}, which is not on the PATH; the dependencies were installed by ${npmPackage}, fetched through npm.`,
  };
}

export function packagesLeftOutFinding(
  label: string,
  manager: PackageManager,
  what: string,
): Finding {
  return {
    id: 'packages-left-out',
    level: 'warning',
    message: `${manager} could not build or fetch optional dependencies of ${label}, which is measured without them: ${what}`,
    remedy: `Run "${manager} install" manually to see why; the next comparison tries again.`,
  };
}

/** Finding that a side uses the project's installed packages. @param why - Not installed anew. */
export function installedInPlaceFinding(
  label: string,
  manager: PackageManager,
  why: string,
): Finding {
  return {
    id: 'installed-in-place',
    level: 'warning',
    message: `${label} uses the packages that are already installed in the project, unchanged. ${why}`,
    remedy: `If package.json has changed since the packages were installed, run "${manager} install" and compare again.`,
  };
}
