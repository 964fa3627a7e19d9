import { type history, pages } from 'perf-harness/plugin';

/** Selection of the runs that pages show; null: all. */
export interface TrendFilter {
  /** Branch, tag or commit; null: what is checked out. */
  readonly branch: string | null;
  /** Fingerprint of a kind of machine. */
  readonly machine: string | null;
  /** First and last day of the commits, `2026-01-31`. */
  readonly since: string | null;
  readonly until: string | null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const MAX_LENGTH = 200;

/** Reads the filter from an address; values that are none are left out. */
export function readTrendFilter(parameters: URLSearchParams): TrendFilter {
  const text = (name: string): string | null => parameters.get(name)?.slice(0, MAX_LENGTH) || null;
  const day = (name: string): string | null => {
    const given = text(name);
    return given !== null && DAY.test(given) ? given : null;
  };
  return {
    branch: text('branch'),
    machine: text('machine'),
    since: day('since'),
    until: day('until'),
  };
}

/** Adds the filter to an address, so that links keep it. */
export function withFilter(path: string, filter: TrendFilter): string {
  const chosen = Object.entries(filter).filter(([, value]) => value !== null);
  if (chosen.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(chosen)}`;
}

/** Limits the trends of a report to a kind of machine and to days; metrics of all machines stay. */
export function filterTrends(
  report: history.HistoryReport,
  { machine, since, until }: TrendFilter,
): history.HistoryReport {
  const trends = report.trends.filter(
    (trend) => machine === null || trend.machine === null || trend.machine.id === machine,
  );
  if (since === null && until === null) return { ...report, trends };
  return { ...report, trends: trends.map((trend) => withinDays(trend, since ?? '', until ?? '9')) };
}

/** Limits a trend to the runs between the first and the last whose commit is of these days. */
function withinDays(trend: history.Trend, since: string, until: string): history.Trend {
  const isIn = ({ at, committed_at: committed = at }: history.HistoryPoint): boolean => {
    const day = committed.slice(0, 10);
    return day >= since && day <= until;
  };
  const first = trend.points.findIndex(isIn);
  const start = first < 0 ? trend.points.length : first;
  const end = trend.points.findLastIndex(isIn) + 1;
  const isShown = ({ index }: { readonly index: number }): boolean => index >= start && index < end;
  return {
    ...trend,
    points: trend.points.slice(start, end),
    levels: trend.levels
      .filter((level) => level.end > start && level.start < end)
      .map((level) => ({
        ...level,
        start: Math.max(0, level.start - start),
        end: Math.min(end, level.end) - start,
      })),
    changes: trend.changes
      .filter(({ index }) => index > start && index < end)
      .map((change) => ({ ...change, index: change.index - start })),
    annotations: trend.annotations
      .filter(isShown)
      .map((annotation) => ({ ...annotation, index: annotation.index - start })),
  };
}

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
