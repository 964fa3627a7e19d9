import { type PerformanceMap, performanceMapSchema } from '../harness/model/performance-map.ts';
import { UserError } from '../harness/model/user-error.ts';

/** Mistakes that are named; who made one has often made more. */
const SHOWN = 3;

/** @throws UserError that names what is missing or wrong. */
export function readPerformanceMap(value: unknown): PerformanceMap {
  const { success, data, error } = performanceMapSchema.safeParse(value);
  if (success) return data;
  const mistakes = error.issues
    .slice(0, SHOWN)
    .map(({ path, message }) => `${path.length === 0 ? 'it' : path.join('.')}: ${message}`);
  throw new UserError({
    code: 'performance-map-invalid',
    message: `The performance map cannot be used: ${mistakes.join('; ')}.`,
    remedy: 'Profile again with this version of perf-harness, and hand over its `map` as it is.',
  });
}
