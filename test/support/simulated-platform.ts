import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import {
  type PlatformName,
  platformName,
  SIMULATED_PLATFORM_VARIABLE,
} from '../../harness/host/platform/platform-name.ts';
import { forbidUnavailablePlatformCalls } from './forbid-unavailable-platform-calls.ts';

/** Substitute for the folder of Windows, with those of its programs that are called. */
const WINDOWS_ROOT = fileURLToPath(new URL('../fixtures/windows', import.meta.url));

/** Platforms that can be emulated on this one. */
export type SimulatedPlatform = Exclude<PlatformName, 'linux'>;

/** Platforms tests run for: all on Linux, which emulates them; other systems only their own. */
export const TESTED_PLATFORMS: readonly SimulatedPlatform[] =
  platformName() === 'linux'
    ? ['macos', 'windows', 'other']
    : [platformName() as SimulatedPlatform];

const NAMES = { windows: ['win32', 'Windows'], macos: ['darwin', 'macOS'] } as const;

/** Platforms among these that people work on, each with its name in Node.js and its usual name. */
export const TESTED_SYSTEMS = TESTED_PLATFORMS.flatMap((name) =>
  name === 'other' ? [] : [[name, ...NAMES[name]] as const],
);

/** Returns variables by which a process and its children take this machine for another platform. */
export function simulatedVariables(name: SimulatedPlatform): Readonly<Record<string, string>> {
  // The real platform needs no variables.
  if (process.platform !== 'linux') return {};
  return {
    [SIMULATED_PLATFORM_VARIABLE]: name,
    ...(name === 'windows' && { SystemRoot: WINDOWS_ROOT }),
  };
}

/**
 * Makes the tests of a `describe`, and the processes that they start, take this machine for
 * another: without /proc, abstract sockets and control groups, and with the signals of the other
 * platform. They fail where their own process uses any of these all the same.
 */
export function simulatePlatform(name: SimulatedPlatform): void {
  const variables = simulatedVariables(name);
  if (process.platform === 'linux') forbidUnavailablePlatformCalls(name);
  beforeAll(() => {
    Object.assign(process.env, variables);
  });
  afterAll(() => {
    for (const variable of Object.keys(variables)) delete process.env[variable];
  });
}
