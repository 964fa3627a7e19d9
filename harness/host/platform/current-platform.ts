import { LINUX } from './linux/linux-platform.ts';
import { MACOS } from './macos/macos-platform.ts';
import { OTHER } from './other/unsupported-operating-system-fallback.ts';
import type { Platform } from './platform.ts';
import { type PlatformName, platformName } from './platform-name.ts';
import { WINDOWS } from './windows/windows-platform.ts';

const PLATFORMS: Readonly<Record<PlatformName, Platform>> = {
  linux: LINUX,
  macos: MACOS,
  windows: WINDOWS,
  other: OTHER,
};

export function currentPlatform(): Platform {
  return PLATFORMS[platformName()];
}

/** The platform that a record names as Node.js does, such as `darwin`. */
export function findPlatform(nodeName: string): Platform {
  return Object.values(PLATFORMS).find((platform) => platform.nodeName === nodeName) ?? OTHER;
}
