import type { Lack } from '../host/platform/platform.ts';
import { platformOf } from '../host/platform/this-platform.ts';

/** Capabilities that a platform lacks, and its name for people. */
export interface PlatformLacks {
  readonly title: string;
  readonly lacks: readonly Lack[];
}

/** @param nodeName - As records name it, such as `darwin`. */
export function lacksOf(nodeName: string): PlatformLacks {
  return platformOf(nodeName);
}
