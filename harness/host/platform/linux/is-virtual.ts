import type { KernelFiles } from '../machine-reader.ts';

/**
 * Whether a hypervisor runs this system. x86 processors show it as a flag; elsewhere the
 * kernel names the machine's maker. null where neither says anything.
 */
export function isVirtual(kernel: KernelFiles): boolean | null {
  const cpuinfo = kernel.read('/proc/cpuinfo');
  const flags = cpuinfo?.match(/^flags\s*:(.*)$/m)?.[1];
  if (flags !== undefined) return / hypervisor(?: |$)/.test(flags);
  const maker = kernel.read('/sys/class/dmi/id/sys_vendor');
  if (maker === null) return null;
  return /QEMU|KVM|VMware|Xen|Microsoft|Amazon EC2|Google|innotek|Parallels/i.test(maker);
}
