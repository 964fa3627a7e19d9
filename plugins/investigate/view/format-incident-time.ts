/** A moment of an incident in UTC, without its year: `24 Nov 14:15`. */
export function formatIncidentTime(at: string): string {
  return `${dayOf(at, {})} ${formatIncidentClock(at)}`;
}

/** The same with its year. */
export function formatIncidentDate(at: string): string {
  return `${dayOf(at, { year: 'numeric' })} ${formatIncidentClock(at)}`;
}

function dayOf(at: string, more: Intl.DateTimeFormatOptions): string {
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC', ...more } as const;
  return new Date(at).toLocaleString('en-GB', options);
}

/** Formats the time of day, with seconds unless they are 0, as in short periods. */
export function formatIncidentClock(at: string): string {
  return at.slice(11, 19).replace(/:00$/u, '');
}
