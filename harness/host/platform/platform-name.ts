/** Operating systems that are distinguished. `other`: only what Node.js itself provides. */
export type PlatformName = 'linux' | 'macos' | 'windows' | 'other';

/** Variable that simulates another platform in tests, in this process and all it starts. */
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
