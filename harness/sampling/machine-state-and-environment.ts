import { createHash } from 'node:crypto';
import type { MachineFacts } from '../host/machine-and-own-process-information.ts';
import type { Host } from '../host.ts';
import { readCpuLoad } from '../machine/cpu-load.ts';
import { harnessVersion } from '../machine/harness-version.ts';
import { openKernelFiles } from '../machine/read-optional-kernel-files.ts';
import {
  disturbingFlags,
  disturbingVariables,
} from '../machine/timing-distorting-node-settings.ts';
import type { Environment, MachineState } from '../model/measurement-environment.ts';

/** Reads the current state of the machine, which takes about 100 ms. Rejects at once if aborted. */
export async function readMachineState(host: Host, signal?: AbortSignal): Promise<MachineState> {
  const { system, files, clock, env, platform } = host;
  const kernel = openKernelFiles(files);
  const load = await readCpuLoad(host, signal);
  return {
    cpuCount: system.machine().cpuCount,
    loadAverage: system.loadAverage(),
    ...load,
    governors: platform.machine.governors(kernel),
    onBattery: platform.machine.onBattery(kernel),
    clockStepMs: clockStepMs(clock.monotonicMs),
    disturbances: [
      ...(system.isInspectorOpen() ? ['a debugger can attach to perf-harness'] : []),
      ...disturbingFlags(system.execArgv).map((flag) => `${flag} passed to perf-harness`),
      ...disturbingVariables(env),
    ],
  };
}

/** Limits for reading the clock: fine steps end it soon, and coarse ones of 1 ms are seen. */
const CLOCK_STEPS = 200;
const MAX_CLOCK_READING_MS = 20;

/** Returns the smallest step between clock readings, ms; at least the duration of a reading. */
export function clockStepMs(monotonicMs: () => number): number {
  const started = monotonicMs();
  let smallest = Number.POSITIVE_INFINITY;
  let last = started;
  for (let steps = 0; steps < CLOCK_STEPS && last - started < MAX_CLOCK_READING_MS; ) {
    const now = monotonicMs();
    if (now === last) continue;
    smallest = Math.min(smallest, now - last);
    last = now;
    steps += 1;
  }
  return smallest;
}

/** Reads the machine, the runtime and the repository of a run. */
export async function readEnvironment(host: Host): Promise<Environment> {
  const git = readGitState(host);
  const facts = host.system.machine();
  const virtual = host.platform.machine.isVirtual(openKernelFiles(host.files));
  const { nodeVersion, v8Version, execPath } = host.system;
  return {
    machine: { id: machineFingerprint(facts, virtual), ...facts, virtual },
    runtime: { node: nodeVersion, v8: v8Version, execPath },
    harness: { version: harnessVersion(host) },
    git: await git,
    ci: detectCiService(host.env),
  };
}

/** Variable that a CI service sets in every job, and the service's name. The first match wins. */
const CI_SERVICES: readonly (readonly [variable: string, name: string])[] = [
  // Forgejo and Gitea also set GitHub's variables, for compatibility with its actions.
  ['FORGEJO_ACTIONS', 'Forgejo Actions'],
  ['GITEA_ACTIONS', 'Gitea Actions'],
  ['GITHUB_ACTIONS', 'GitHub Actions'],
  ['GITLAB_CI', 'GitLab CI'],
  ['CIRCLECI', 'CircleCI'],
  ['BUILDKITE', 'Buildkite'],
  ['JENKINS_URL', 'Jenkins'],
  ['TF_BUILD', 'Azure Pipelines'],
  ['TEAMCITY_VERSION', 'TeamCity'],
  ['BITBUCKET_BUILD_NUMBER', 'Bitbucket Pipelines'],
  ['CODEBUILD_BUILD_ID', 'AWS CodeBuild'],
  ['TRAVIS', 'Travis CI'],
  ['APPVEYOR', 'AppVeyor'],
  ['DRONE', 'Drone'],
  ['SEMAPHORE', 'Semaphore'],
  ['CIRRUS_CI', 'Cirrus CI'],
  ['CI_PIPELINE_ID', 'unknown CI'],
  ['CI', 'unknown CI'],
];

/** Returns the name of the CI service in which this runs; null outside CI. */
export function detectCiService(env: Readonly<Record<string, string | undefined>>): string | null {
  const isSet = (variable: string): boolean => {
    const value = env[variable]?.toLowerCase();
    return value !== undefined && value !== '' && value !== '0' && value !== 'false';
  };
  return CI_SERVICES.find(([variable]) => isSet(variable))?.[1] ?? null;
}

/** Time limit for git: enough for a large repository with a cold cache. */
const GIT_TIMEOUT_MS = 3_000;
/** Maximum output of git: enough for the header lines and the first changed file. */
const MAX_GIT_OUTPUT = 65_536;

/** Reads commit, branch and whether files changed; null without git, repository or commit. */
async function readGitState(host: Host): Promise<Environment['git']> {
  const { exit, stdout, timedOut } = await host.processes.exec({
    file: 'git',
    args: ['status', '--porcelain=v2', '--branch'],
    cwd: host.cwd,
    // Reading must not take the lock of the index from git commands of the user.
    env: { GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs: GIT_TIMEOUT_MS,
    maxOutput: MAX_GIT_OUTPUT,
  });
  if (timedOut || exit.type !== 'code' || exit.code !== 0) return null;
  return parseGitStatus(stdout);
}

/** Parses the output of `git status --porcelain=v2 --branch`. */
export function parseGitStatus(text: string): Environment['git'] {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string): string | null => {
    const prefix = `# branch.${name} `;
    return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? null;
  };
  const commit = header('oid');
  if (commit === null || commit === '(initial)') return null;
  const branch = header('head');
  return {
    commit,
    branch: branch === '(detached)' ? null : branch,
    dirty: lines.some((line) => !line.startsWith('#')),
  };
}

const GIBIBYTE = 2 ** 30;
const MAX_GIBIBYTES = 2 ** 20;
const FINGERPRINT_LENGTH = 16;

/**
 * Returns a fingerprint of hardware and operating system: equal for machines of the same kind, so
 * that results of interchangeable machines belong together, and stable across updates that change
 * neither. It contains no user name, host name or address.
 */
export function machineFingerprint(facts: MachineFacts, isVirtual: boolean | null): string {
  const { platform, arch, cpuModel, cpuCount, memoryBytes, release } = facts;
  const parts = [
    platform,
    arch,
    cpuModel,
    cpuCount,
    roundToInstalledGibibytes(memoryBytes),
    // Patch levels change weekly and rarely affect speed; minor versions do.
    release.match(/^\d+\.\d+/)?.[0] ?? release,
    isVirtual,
  ];
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, FINGERPRINT_LENGTH);
}

/**
 * Rounds memory up to the next size sold, in gibibytes: 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24 and so
 * on. Firmware and kernel reserve up to a tenth, varying by some megabytes from boot to boot; with
 * plain rounding, some machines would alternate between two sizes.
 */
function roundToInstalledGibibytes(bytes: number): number {
  for (let size = 1; size < MAX_GIBIBYTES; size *= 2) {
    for (const gibibytes of [size, 1.5 * size]) if (bytes <= gibibytes * GIBIBYTE) return gibibytes;
  }
  return MAX_GIBIBYTES;
}
