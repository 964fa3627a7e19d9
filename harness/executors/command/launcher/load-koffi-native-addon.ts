import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type Koffi = typeof koffi;

/**
 * Loads the native part of koffi. The package `koffi` itself has an install script, which pnpm
 * refuses. @throws Error if there is none for this platform.
 */
export function loadKoffi(): Koffi {
  const { platform, arch } = process;
  return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`) as Koffi;
}
