import { createHash } from 'node:crypto';
import type { MachineFacts } from '../host/system.ts';

const GIBIBYTE = 2 ** 30;
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
    // What the firmware takes for itself differs by some megabytes from boot to boot.
    Math.round(memoryBytes / GIBIBYTE),
    // Patch levels come every week and hardly ever change speed; minor versions do.
    release.match(/^\d+\.\d+/)?.[0] ?? release,
    isVirtual,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
}
