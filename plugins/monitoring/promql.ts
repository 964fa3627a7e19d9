import type { budgets } from 'perf-harness/plugin';

/** A string of PromQL. */
export function quoteString(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/(?!\n)\p{Cc}/gu, '\uFFFD')
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('"', '\\"');
  return `"${escaped}"`;
}

/** A series with its matchers; those that are empty are left out. */
export function formatSeries(name: string, matchers: readonly string[]): string {
  const said = matchers.filter((matcher) => matcher !== '');
  return said.length === 0 ? name : `${name}{${said.join(',')}}`;
}

/** Labels and annotations of alerts are templates: what people wrote must not be read as one. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** The comparison that is true where a budget is broken. */
export function violationOperator(operator: budgets.Operator): string {
  return { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }[operator];
}

/** A number without the noise of binary fractions: 0.1 × 3 is 0.3. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}
