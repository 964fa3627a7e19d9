import { pages } from 'perf-harness/plugin';
import type { TrendFilter } from '../trend-filter.ts';

/** Values that a filter can be set to. */
export interface FilterChoices {
  readonly branches: readonly string[];
  readonly machines: readonly { readonly id: string; readonly title: string }[];
}

/** Form that sets the filter of a page in its address. @param name - Scenario in the address. */
export function filterForm(
  { branch, machine, since, until }: TrendFilter,
  { branches, machines }: FilterChoices,
  name: string | null = null,
): pages.Markup {
  const names = branch === null || branches.includes(branch) ? branches : [branch, ...branches];
  return pages.html`<form class="filters" method="get"${name === null ? pages.html` action="/"` : pages.html` action="/scenarios"`}>${
    name === null ? null : pages.html`<input type="hidden" name="name" value="${name}">`
  }
<label>Branch <select name="branch">${option('', 'checked out', branch)}${names.map((title) => option(title, title, branch))}</select></label>
<label>Machine <select name="machine">${option('', 'all', machine)}${machines.map(({ id, title }) => option(id, title, machine))}</select></label>
<label>Since <input type="date" name="since" value="${since ?? ''}"></label>
<label>Until <input type="date" name="until" value="${until ?? ''}"></label>
<button>Filter</button></form>
`;
}

/** An entry of a select. */
export function option(value: string, title: string, chosen: string | null): pages.Markup {
  return pages.html`<option value="${value}"${value === (chosen ?? '') ? pages.html` selected` : null}>${title}</option>`;
}
