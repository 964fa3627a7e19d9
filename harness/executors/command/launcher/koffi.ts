import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type Koffi = typeof koffi;

/**
 * The native part of koffi. `koffi` around it has an install script,
 * which pnpm refuses. @throws Error where there is none.
 */
export function loadKoffi(): Koffi {
  const { platform, arch } = process;
  return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`) as Koffi;
}
