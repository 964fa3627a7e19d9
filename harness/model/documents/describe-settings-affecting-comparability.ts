import type { RunRecord } from './run-record.ts';

/** Settings of place, number and judging, which change no unit. Any other difference makes runs incomparable. */
const NOT_MEASURED: ReadonlySet<string> = new Set([
  'cwd',
  'prepare',
  'sampling',
  'timeoutMs',
  'metrics',
  'budgets',
  'regression',
  'margin',
  'hooks',
  'field',
  'kubernetes',
  'expectErrors',
]);

/** Returns the relevant settings as text, by name, without the path of the checkout. */
export function describeMeasuredSettings({
  settings,
  params,
}: Pick<RunRecord, 'settings' | 'params'>): Readonly<Record<string, string>> {
  const { cwd } = settings;
  const text = (value: unknown): string => {
    const ordered = JSON.stringify(value, sortKeys);
    return typeof cwd === 'string' && cwd.length > 1 ? ordered.replaceAll(cwd, '.') : ordered;
  };
  const measured = Object.entries(settings).filter(
    ([key, value]) => !NOT_MEASURED.has(key) && value !== undefined,
  );
  return Object.fromEntries([['params', text(params)], ...measured.map(([k, v]) => [k, text(v)])]);
}

/** JSON replacer that gives equal values equal text, regardless of the order of keys. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
