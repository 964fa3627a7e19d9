/** A moment of an incident in UTC, without its year: `24 Nov 14:15`. */
export function incidentMoment(at: string): string {
  const day = new Date(at).toLocaleString('en-GB', {
    ...{ day: 'numeric', month: 'short', timeZone: 'UTC' },
  });
  return `${day} ${incidentClock(at)}`;
}

/** The same with its year. */
export function incidentFullMoment(at: string): string {
  const day = new Date(at).toLocaleString('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  });
  return `${day} ${incidentClock(at)}`;
}

/** Its hour and minute alone. */
export function incidentClock(at: string): string {
  return at.slice(11, 16);
}
