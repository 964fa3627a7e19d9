import type { IncidentCause, InvestigationReport } from '../document/investigation-document.ts';

/** The ranked cause that an investigation was closed with; null: it is another one, or it is open. */
export function closedCause({ causes, closed }: InvestigationReport): IncidentCause | null {
  const place = closed?.place ?? null;
  return place === null ? null : (causes[place - 1] ?? null);
}
