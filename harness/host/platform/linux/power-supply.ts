import type { KernelFiles } from '../machine-reader.ts';

const SUPPLIES = '/sys/class/power_supply';

/**
 * Whether the machine runs on its battery: a battery of the system discharges and no mains are
 * connected. null where the system shows no power supply, as servers and virtual machines do.
 */
export function isOnBattery(kernel: KernelFiles): boolean | null {
  const supplies = kernel.list(SUPPLIES);
  if (supplies.length === 0) return null;
  const read = (supply: string, field: string): string | null =>
    kernel.read(`${SUPPLIES}/${supply}/${field}`)?.trim() ?? null;
  const hasMains = supplies.some(
    (supply) => read(supply, 'type') !== 'Battery' && read(supply, 'online') === '1',
  );
  if (hasMains) return false;
  return supplies.some(
    (supply) =>
      read(supply, 'type') === 'Battery' &&
      // A mouse has a battery too.
      read(supply, 'scope') !== 'Device' &&
      read(supply, 'status') === 'Discharging',
  );
}
