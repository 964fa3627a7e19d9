import type { BottleneckClass } from '../../model/program/bottleneck-classification-types.ts';
import type { NormOperation } from '../../model/scenario/industry-duration-norms.ts';

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

/** Fields of expertise by class of the bottleneck (LEAD-30). */
const DELEGATES: Readonly<Record<BottleneckClass, BottleneckDelegate>> = {
  'I/O-DB': 'database',
  'I/O-Network': 'infrastructure',
  'I/O-File': 'infrastructure',
  Cache: 'infrastructure',
  External: 'infrastructure',
  Architecture: 'root cause',
  Unknown: 'root cause',
  CPU: 'language',
};

/** Chooses who handles a bottleneck. @param operation - Work; null: unknown. */
export function chooseDelegate(
  type: BottleneckClass,
  operation: NormOperation | null,
): BottleneckDelegate {
  return operation !== null && PROTECTION.has(operation) ? 'security' : DELEGATES[type];
}

/** Returns the next step for a bottleneck, one sentence. */
export function describeNextStep(type: BottleneckClass, operation: NormOperation | null): string {
  return NEXT_STEPS[chooseDelegate(type, operation)];
}
