import { assertNever } from '../../model/assert-never.ts';
import type { BottleneckClass } from '../../model/program/bottleneck-classification-types.ts';
import type { NormOperation } from '../../model/scenario/typical-operation-duration-types.ts';

/** Field of expertise that a bottleneck is delegated to. */
export type BottleneckDelegate =
  | 'database'
  | 'infrastructure'
  | 'security'
  | 'root cause'
  | 'language';

const NEXT_STEPS: Readonly<Record<BottleneckDelegate, string>> = {
  database:
    'Database: check the plan of the statement (EXPLAIN ANALYZE), its indexes, and how many rows it reads compared with the rows it returns.',
  infrastructure:
    'Infrastructure: check the machine, the network and the services around the code: size, location, pools, caches, limits.',
  security:
    'Security: the time is spent on protection (hashing, signing, encryption); agree on the required strength before reducing it.',
  'root cause':
    'Root cause: find out why this code does the work so often, including the design that requires it, before speeding up any single call.',
  language:
    'Language: check the algorithm, the data structures and the runtime (allocation, compilation, event loop) of the hottest functions.',
};

/** Work that is expensive by design. */
const PROTECTION: ReadonlySet<NormOperation> = new Set([
  'bcrypt-10',
  'sha256-1-kb',
  'tls-handshake',
]);

/** Chooses who handles a bottleneck class (LEAD-30). @param operation - Work; null: unknown. */
export function chooseDelegate(
  type: BottleneckClass,
  operation: NormOperation | null,
): BottleneckDelegate {
  if (operation !== null && PROTECTION.has(operation)) return 'security';
  switch (type) {
    case 'I/O-DB':
      return 'database';
    case 'I/O-Network':
    case 'I/O-File':
    case 'Cache':
    case 'External':
      return 'infrastructure';
    case 'Architecture':
    case 'Unknown':
      return 'root cause';
    case 'CPU':
      return 'language';
    default:
      return assertNever(type);
  }
}

/** Returns the next step for a bottleneck, one sentence. */
export function describeNextStep(type: BottleneckClass, operation: NormOperation | null): string {
  return NEXT_STEPS[chooseDelegate(type, operation)];
}
