import type { Lack } from '../host/platform/platform.ts';
import { platformOf } from '../host/platform/this-platform.ts';

/** What a platform lacks, and what people call it. */
export interface PlatformLacks {
  readonly title: string;
  readonly lacks: readonly Lack[];
}

/** @param nodeName - As records name it, such as `darwin`. */
export function lacksOf(nodeName: string): PlatformLacks {
  return platformOf(nodeName);
}
