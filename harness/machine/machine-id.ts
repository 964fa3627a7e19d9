import { createHash } from 'node:crypto';
import type { MachineFacts } from '../host/system.ts';

const GIBIBYTE = 2 ** 30;
const LARGEST = 2 ** 20;
const LENGTH = 16;

/**
 * Fingerprint of hardware and operating system: the same on two machines of one kind, so that
 * results of interchangeable machines belong together, and the same after an update that changes
 * neither. Nothing of user, name or address goes into it.
 */
export function machineId(facts: MachineFacts, isVirtual: boolean | null): string {
  const { platform, arch, cpuModel, cpuCount, memoryBytes, release } = facts;
  const parts = [
    platform,
    arch,
    cpuModel,
    cpuCount,
    memorySize(memoryBytes),
    // Patch levels come every week and hardly ever change speed; minor versions do.
    release.match(/^\d+\.\d+/)?.[0] ?? release,
    isVirtual,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}

/**
 * The next size that memory is sold in, gibibytes: 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24 and so on. Firmware and
 * kernel take up to a tenth for themselves, some megabytes more or less from boot to boot; of a
 * number that is only rounded there would be machines that are two by turns.
 */
function memorySize(bytes: number): number {
  for (let size = 1; size < LARGEST; size *= 2) {
    for (const one of [size, 1.5 * size]) if (bytes <= one * GIBIBYTE) return one;
  }
  return LARGEST;
}
