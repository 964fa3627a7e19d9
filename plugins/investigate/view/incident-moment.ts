/** A moment of an incident in UTC, without its year: `24 Nov 14:15`. */
export function incidentMoment(at: string): string {
  const day = new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  });
  return `${day} ${incidentClock(at)}`;
}

/** The same with its year. */
export function incidentFullMoment(at: string): string {
  const day = new Date(at).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return `${day} ${incidentClock(at)}`;
}

/** Its time of day alone; seconds where it does not begin a minute, as in a short time that is looked at. */
export function incidentClock(at: string): string {
  return at.slice(11, 19).replace(/:00$/u, '');
}
