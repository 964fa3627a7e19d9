/** Milliseconds per unit. */
export const DURATION_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  sec: 1000,
  seconds: 1000,
  millis: 1,
  milliseconds: 1,
  micros: 0.001,
  microseconds: 0.001,
  nanos: 1e-6,
  nanoseconds: 1e-6,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Parses a duration to milliseconds, in its own unit or the given one; NaN if it is not one.
 * Durations are compared as numbers, never as texts: `1200ms` is more than `999ms`.
 */
export function readDuration(value: unknown, unitMs: number): number {
  if (typeof value === 'number') return value * unitMs;
  if (typeof value !== 'string') return Number.NaN;
  const [, digits, unit] = /^(\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*([a-zµ]*)$/u.exec(value.trim()) ?? [];
  if (digits === undefined) return Number.NaN;
  return (
    Number(digits) *
    (unit === undefined || unit === '' ? unitMs : (DURATION_UNITS[unit] ?? Number.NaN))
  );
}

/** Format of nginx's `$request_time`: seconds "with a milliseconds resolution" (ngx_http_log_module). */
export const NGINX_SECONDS = /^\d+\.\d{3}$/u;
/** A unit at the end of a name: `duration_ms`, `elapsedMs`. */
const NAMED_UNIT = /(?<![a-z])(ns|us|ms|s|sec|seconds|(?:milli|micro|nano)s(?:econds)?)$/u;

/**
 * Returns the milliseconds per unit of a number without one: from its name, else milliseconds,
 * except for numbers in the notation of nginx.
 */
export function inferDurationUnit(name: string, values: readonly unknown[]): number {
  const words = name.replace(/([a-z])([A-Z])/gu, '$1_$2').toLowerCase();
  const unit = NAMED_UNIT.exec(words)?.[1];
  if (unit !== undefined) return DURATION_UNITS[unit] ?? 1;
  const written = values.filter((value) => typeof value === 'string' && /^\d/u.test(value));
  const isOfNginx =
    written.length > 0 && written.every((value) => NGINX_SECONDS.test(String(value)));
  return isOfNginx ? (DURATION_UNITS.s ?? 1) : 1;
}
