import { findPlatform } from '../host/platform/current-platform.ts';
import type { MissingCapability } from '../host/platform/platform.ts';

/** Capabilities that a platform lacks, and its name for people. */
export interface PlatformDescription {
  readonly title: string;
  readonly lacks: readonly MissingCapability[];
}

/** @param nodeName - As records name it, such as `darwin`. */
export function describePlatform(nodeName: string): PlatformDescription {
  return findPlatform(nodeName);
}
