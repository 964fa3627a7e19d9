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
import type { MachineState } from '../model/machine-state.ts';
import type { Environment } from '../model/measurement-environment.ts';

/**
 * State of the machine at this moment; takes a little over 100 ms, which is nearly all waiting.
 * Rejects at once when aborted.
 */
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

/** Reads enough to see a step of 1 ms at least once, and to be over in well under that otherwise. */
const STEPS = 200;
const LONGEST_MS = 20;

/** Returns the smallest step between clock readings, ms, or a reading's cost if larger. */
export function clockStepMs(monotonicMs: () => number): number {
  const started = monotonicMs();
  let smallest = Number.POSITIVE_INFINITY;
  let last = started;
  for (let seen = 0; seen < STEPS && last - started < LONGEST_MS; ) {
    const now = monotonicMs();
    if (now === last) continue;
    smallest = Math.min(smallest, now - last);
    last = now;
    seen += 1;
  }
  return smallest;
}

/** Machine, runtime and tools that a run is measured with. */
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
const SERVICES: readonly (readonly [variable: string, name: string])[] = [
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
  return SERVICES.find(([variable]) => isSet(variable))?.[1] ?? null;
}

/** Longer than git takes in a large repository with a cold cache; a run must not wait for more. */
const TIMEOUT_MS = 3_000;
/** Enough for the header lines and the first changed file; the full list is not needed. */
const MAX_OUTPUT = 65_536;

/** Commit, branch and cleanness of the working tree; null without git, repository or commit. */
async function readGitState(host: Host): Promise<Environment['git']> {
  const { exit, stdout, timedOut } = await host.processes.exec({
    file: 'git',
    args: ['status', '--porcelain=v2', '--branch'],
    cwd: host.cwd,
    // Looking must not take the index's lock from the user's own git.
    env: { GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs: TIMEOUT_MS,
    maxOutput: MAX_OUTPUT,
  });
  if (timedOut || exit.type !== 'code' || exit.code !== 0) return null;
  return parseGitStatus(stdout);
}

/** Reads `git status --porcelain=v2 --branch`. */
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
const LARGEST = 2 ** 20;
const LENGTH = 16;

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
    memorySize(memoryBytes),
    // Patch levels change weekly and rarely affect speed; minor versions do.
    release.match(/^\d+\.\d+/)?.[0] ?? release,
    isVirtual,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/**
 * Rounds memory up to the next size sold, in gibibytes: 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24 and so
 * on. Firmware and kernel reserve up to a tenth, varying by some megabytes from boot to boot; with
 * plain rounding, some machines would alternate between two sizes.
 */
function memorySize(bytes: number): number {
  for (let size = 1; size < LARGEST; size *= 2) {
    for (const gibibytes of [size, 1.5 * size]) if (bytes <= gibibytes * GIBIBYTE) return gibibytes;
  }
  return LARGEST;
}
