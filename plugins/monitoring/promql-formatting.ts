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

/** Formats a series with its matchers; empty matchers are left out. */
export function formatSeries(name: string, matchers: readonly string[]): string {
  const nonEmpty = matchers.filter((matcher) => matcher !== '');
  return nonEmpty.length === 0 ? name : `${name}{${nonEmpty.join(',')}}`;
}

/** Escapes user text in labels and annotations of alerts, which are templates. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** Returns the operator that is true if a budget is violated. */
export function violationOperator(operator: budgets.Operator): string {
  return { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }[operator];
}

/** A number without the noise of binary fractions: 0.1 × 3 is 0.3. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}
