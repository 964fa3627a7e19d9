import type { InvestigationReport } from '../document/investigation-document.ts';
import { MORE_TRAFFIC } from './evidence/traffic.ts';
import type { Found } from './rank-causes.ts';

/**
 * Why a time is worth looking at, by what was found in it (INV-02): it became worse with more traffic,
 * after a deployment, or without either.
 *
 * @returns null where nothing became worse: no trigger.
 */
export function computedTrigger({
  data,
  code,
}: Pick<Found, 'data' | 'code'>): InvestigationReport['incident']['trigger'] {
  if (data === null || data.onset === null) return null;
  if ((data.traffic?.ratio ?? 1) >= MORE_TRAFFIC) return 'capacity';
  return code?.deployments.some((one) => one.in_window) === true ? 'deployment' : 'rise';
}
