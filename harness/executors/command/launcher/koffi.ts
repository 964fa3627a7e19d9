import { createRequire } from 'node:module';
import type koffi from 'koffi';

export type Koffi = typeof koffi;

/**
 * The native part of koffi for this platform. It is loaded without `koffi` around it: that has a script to
 * be run on installing, which pnpm refuses to pass over.
 * @throws Error where there is none.
 */
export function loadKoffi(): Koffi {
  const { platform, arch } = process;
  return createRequire(import.meta.url)(`@koromix/koffi-${platform}-${arch}`) as Koffi;
}
