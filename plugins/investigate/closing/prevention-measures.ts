import type {
  IncidentCause,
  IncidentChange,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { POOL_LIMIT } from '../follow-up/fix-success-criteria.ts';

/** Returns the ranked cause an investigation was closed with; null: not ranked, or still open. */
export function findClosedCause({ causes, closed }: InvestigationReport): IncidentCause | null {
  const place = closed?.place ?? null;
  return place === null ? null : (causes[place - 1] ?? null);
}

const BY_KIND: Readonly<Partial<Record<IncidentChange['kind'], string>>> = {
  configuration:
    'Review changed settings: require a second reviewer, and state which mechanism each setting affects',
  dependency: 'Review changed packages: read the release notes, and measure both versions',
  'removed safeguard': 'A test that fails if the safeguard (cache, index, limit) is removed',
};

/** Lists measures against a recurrence, by the cause and its mechanisms (INV-39). */
export function listPreventionMeasures(
  { id }: Pick<InvestigationReport, 'id'>,
  cause: IncidentCause | null,
): readonly string[] {
  const { kind, mechanisms = [] } = cause?.change ?? {};
  const ofKind = kind === undefined ? undefined : BY_KIND[kind];
  const alerts = mechanisms
    .toSorted((a, b) => Number(b === 'connections') - Number(a === 'connections'))
    .map((mechanism) =>
      mechanism === 'connections'
        ? `Alert on the connection pool when more than ${POOL_LIMIT * 100} % of its connections are in use`
        : `Alert when metrics for ${mechanism} shift from their previous level`,
    );
  return [
    ...(ofKind === undefined ? [] : [ofKind]),
    `Automated regression test in CI: perf-harness investigate gate ${id}`,
    ...alerts,
    'Runbook: the steps to follow when this incident recurs',
  ];
}
