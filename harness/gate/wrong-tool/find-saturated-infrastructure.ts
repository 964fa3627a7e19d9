import type { SystemLoad } from '../../model/program/code-optimisation-suitability-judgement.ts';
import { formatPercent } from './format-milliseconds-and-percent.ts';

/** Utilization from which a processor, a disk or a link counts as saturated (P811-42). */
const SATURATED = 0.95;
/** 150 ms of a second: the example of https://docs.kernel.org/accounting/psi.html. */
const MEMORY_PRESSURE = 0.15;
/** Shares are quotients. */
const ROUNDING = 1e-9;

/** Limit of the machine that was reached. */
export type InfrastructureLimit =
  | { readonly state: 'none' }
  | { readonly state: 'bound'; readonly detail: string }
  /** The load generator took the processors, so the target was not the limit. */
  | { readonly state: 'void'; readonly reason: string };

/** Checks for a limit of the target's machine: all cores, without the load generator (D13). */
export function findInfrastructureLimit(system: SystemLoad): InfrastructureLimit {
  const { cpuCoresBusyShare: cores, generatorCpuShare, diskBusyShare, networkShare } = system;
  const allBusy = cores.length > 0 && cores.every((share) => isAtLeast(share, SATURATED));
  const used = cores.reduce((sum, share) => sum + share, 0) / Math.max(1, cores.length);
  if (allBusy && !isAtLeast(used - generatorCpuShare, SATURATED)) {
    return {
      state: 'void',
      reason: `The load generator took ${formatPercent(generatorCpuShare)} of the CPU on a machine whose cores were all saturated, so the measurements do not describe the target.`,
    };
  }
  const details = [
    allBusy
      ? `CPU at least ${formatPercent(Math.min(...cores))} busy on ${coresText(cores.length)}`
      : '',
    isAtLeast(diskBusyShare, SATURATED) ? `disk ${formatPercent(diskBusyShare)} busy` : '',
    isAtLeast(networkShare, SATURATED) ? `network link ${formatPercent(networkShare)} used` : '',
    isAtLeast(system.memoryPressure, MEMORY_PRESSURE)
      ? `memory stalls for ${formatPercent(system.memoryPressure)} of the time`
      : '',
  ].filter((detail) => detail !== '');
  return details.length === 0 ? { state: 'none' } : { state: 'bound', detail: details.join(', ') };
}

function isAtLeast(share: number | null, limit: number): share is number {
  return share !== null && share >= limit - ROUNDING;
}

function coresText(count: number): string {
  return count === 1 ? 'the only core' : `all ${count} cores`;
}
