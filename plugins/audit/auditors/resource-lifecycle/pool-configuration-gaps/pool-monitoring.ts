import type { AuditedCode } from '../../../rule.ts';

/** Listeners and events of a pool, and packages that instrument all engines of a process. */
const LISTENS = /(?:^|\.)(?:listens_for|listen)$/u;
const EVENTS = /['"](?:checkout|checkin|connect|first_connect|invalidate|close|reset)['"]/u;
const INSTRUMENTS =
  /^(?:opentelemetry\.instrumentation\.sqlalchemy|sentry_sdk|ddtrace|newrelic|elasticapm|logfire|prometheus_\w+)\b/u;
const STATUS = /\.pool\.(?:status|checkedout|checkedin|overflow|size)$/u;

/** True if anything in a project monitors the connections of its pools. */
export function hasPoolMonitoring({ code }: AuditedCode): boolean {
  const isInstrumented = code.sources.some(
    (file) =>
      file.endsWith('.py') && code.importsOf(file).some(({ source }) => INSTRUMENTS.test(source)),
  );
  if (isInstrumented) return true;
  return code.facts.functions.some(({ file }, index) => {
    if (!file.endsWith('.py')) return false;
    const marks = code.rawOf(index).decorators;
    if (marks.some((mark) => LISTENS.test(mark.name) && EVENTS.test(mark.argumentText)))
      return true;
    return code
      .callsOf(index)
      .some(
        ({ call, raw }) =>
          STATUS.test(call.callee) || (LISTENS.test(call.callee) && EVENTS.test(raw.argumentText)),
      );
  });
}
