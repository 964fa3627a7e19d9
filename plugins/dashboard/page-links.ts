import { display, pages } from 'perf-harness/plugin';

/** Address of the trends of a scenario. */
export function scenarioLink(name: string): string {
  // Browsers resolve these path segments, however they are escaped.
  if (name === '' || name === '.' || name === '..') return `/scenarios?name=${name}`;
  return `/scenarios/${encodeURIComponent(name.toWellFormed())}`;
}

/** Returns the name of a scenario, linked to its trends if the history contains it. */
export function scenarioName(
  scenario: string,
  hasTrend: (scenario: string) => boolean,
): pages.Markup | string {
  const name = display.printable(scenario);
  return hasTrend(scenario) ? pages.html`<a href="${scenarioLink(scenario)}">${name}</a>` : name;
}

/** Address of a run, by the identifier of its record. */
export function runLink(id: string): string {
  return `/runs/${encodeURIComponent(id)}`;
}

/** Address of the page of a document, by its identifier. */
export function documentLink(room: string, id: string): string {
  return `/${room}/${encodeURIComponent(id.toWellFormed())}`;
}
