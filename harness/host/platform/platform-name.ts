/** The operating systems that are told apart. `other`: what Node.js itself gives, and nothing more. */
export type PlatformName = 'linux' | 'macos' | 'windows' | 'other';

/**
 * Environment variable by which tests have this machine stand for another: what is chosen by it is the
 * implementation, in this process and in all that it starts.
 */
export const SIMULATED_PLATFORM_VARIABLE = 'PERF_HARNESS_SIMULATED_PLATFORM';

const NAMES: Readonly<Record<string, PlatformName>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
};

/** The platform that this process runs on. It takes less than a microsecond. */
export function platformName(): PlatformName {
  switch (process.env[SIMULATED_PLATFORM_VARIABLE]) {
    case 'macos':
      return 'macos';
    case 'windows':
      return 'windows';
    case 'other':
      return 'other';
    default:
      return NAMES[process.platform] ?? 'other';
  }
}
