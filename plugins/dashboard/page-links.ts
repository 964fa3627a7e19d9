import { display, type history } from 'perf-harness/plugin';

interface LinkCell {
  readonly text: string;
  readonly target: string | null;
}

export function scenarioLink(name: string): string {
  // Browsers resolve these path segments, however they are escaped.
  if (name === '' || name === '.' || name === '..') return `/scenarios?name=${name}`;
  return `/scenarios/${encodeURIComponent(name.toWellFormed())}`;
}

export function scenarioCell(scenario: string, hasTrend: (scenario: string) => boolean): LinkCell {
  const target = hasTrend(scenario) ? scenarioLink(scenario) : null;
  return { text: display.printable(scenario), target };
}

export function runLink(id: string): string {
  return `/runs/${encodeURIComponent(id)}`;
}

export function documentLink(room: string, id: string): string {
  return `/${room}/${encodeURIComponent(id.toWellFormed())}`;
}

/** Addresses of pages about a change: its scenario, and the comparison of its commits. */
export const CHANGE_LINKS: history.ChangeLinks = {
  scenario: scenarioLink,
  commits: (base, head) => `/compare?${new URLSearchParams({ base, head })}`,
};
