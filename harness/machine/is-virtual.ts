import type { Host } from '../host.ts';
import { readQuietly } from './read-quietly.ts';

/**
 * Whether a hypervisor runs this system. x86 processors show it as a flag; elsewhere on Linux the
 * kernel names the machine's maker. null where neither says anything.
 */
export function isVirtual({ files, system }: Host): boolean | null {
  if (system.platform !== 'linux') return null;
  const cpuinfo = readQuietly(files, '/proc/cpuinfo');
  const flags = cpuinfo?.match(/^flags\s*:(.*)$/m)?.[1];
  if (flags !== undefined) return / hypervisor(?: |$)/.test(flags);
  const maker = readQuietly(files, '/sys/class/dmi/id/sys_vendor');
  if (maker === null) return null;
  return /QEMU|KVM|VMware|Xen|Microsoft|Amazon EC2|Google|innotek|Parallels/i.test(maker);
}
