import type { Budget, budgets, Scenario } from 'perf-harness/plugin';

/** Allowed share of bad requests, and the query that counts them. */
export interface ErrorBudget {
  /** Name of the recorded share, without its window: `perf_harness:error_ratio`. */
  readonly record: string;
  /** Share of bad requests that is allowed, above 0 and below 1. */
  readonly allowed: number;
  /** PromQL of the share over a window such as `5m`. */
  readonly ratio: (window: string) => string;
}

/** Budget, with the queries that monitor its metric in production. */
export interface MonitoredBudget {
  readonly scenario: Scenario;
  readonly budget: Budget;
  /** service: requests of users; field: visits; runs: exported measurements of perf-harness. */
  readonly source: 'service' | 'field' | 'runs';
  /** Rule that records the value; null: the value is a series already. */
  readonly record: { readonly name: string; readonly expression: string } | null;
  /** PromQL of the value, in the unit of the limit. */
  readonly value: string;
  /** PromQL of the value that decides: an interval bound, if there is one. */
  readonly deciding: string;
  /** In seconds, bytes, counts or shares. */
  readonly limit: number;
  readonly unit: 's' | 'bytes' | 'percentunit' | 'short';
  /** Time beyond the limit before an alert is raised. */
  readonly lasting: string;
  readonly errorBudget: ErrorBudget | null;
  /** PromQL that is true if there is no data. */
  readonly missing: string;
  /** Limitation of the monitoring; null: none. */
  readonly note: string | null;
}

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

export function violationOperator(operator: budgets.Operator): string {
  return { '<': '>=', '<=': '>', '>': '<=', '>=': '<' }[operator];
}

/** A number without the noise of binary fractions: 0.1 × 3 is 0.3. */
export function formatNumber(value: number): string {
  return String(Number(value.toPrecision(12)));
}
