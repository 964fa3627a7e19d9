import { allSteps } from '../known-ids.ts';
import type { PlanCheck } from '../plan-check.ts';

/** V813-11: of a service whose code is at hand, the inside was profiled too. */
export const depth: PlanCheck = {
  id: 'depth',
  area: 'cross_service',
  check: ({ block: { performance_map: map, service_topology: topology } }) => {
    const accessible = new Set(Object.keys(topology ?? {}));
    const bare = allSteps(map).flatMap(({ service, type, children }) => {
      const isIn = service !== undefined && accessible.has(service);
      return isIn && type === 'http_call' && children.length === 0 ? [service] : [];
    });
    return {
      concerns: [...new Set(bare)].map((service) => ({
        type: 'depth',
        detail: `service ${service} profiled at surface level only`,
      })),
    };
  },
};
