import type { IncidentCause, InvestigationReport } from '../document/investigation-document.ts';
import { POOL_LIMIT } from '../follow-up/success-preset.ts';

/** What keeps the same from coming again, by what the cause was and what it acted through (INV-39). */
export function preventionOf(
  { id }: Pick<InvestigationReport, 'id'>,
  cause: IncidentCause | null,
): readonly string[] {
  const { kind, mechanisms = [] } = cause?.change ?? {};
  return [
    ...(kind === 'configuration'
      ? ['Review of changed settings: a second person, with what each of them acts through']
      : []),
    ...(kind === 'dependency'
      ? ['Review of changed packages: the release notes, and a measurement of both versions']
      : []),
    ...(kind === 'removed safeguard'
      ? ['A test that fails where the safeguard (cache, index, limit) is taken away']
      : []),
    `Automated regression test in CI: perf-harness investigate gate ${id}`,
    ...(mechanisms.includes('connections')
      ? [`Alert on the pool: connections in use above ${POOL_LIMIT * 100} % of it`]
      : []),
    ...mechanisms
      .filter((mechanism) => mechanism !== 'connections')
      .map((mechanism) => `Alert on ${mechanism}: where its numbers leave the level before`),
    'Runbook: the playbook of this investigation',
  ];
}
