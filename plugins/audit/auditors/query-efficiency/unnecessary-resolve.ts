import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { findKeyArguments, findKnownValue, formatCallerName } from './entity-key-arguments.ts';

/** Q651-15 and Q651-16: a row is looked up for a single field that the caller already has. */
export const UNNECESSARY_RESOLVE = defineRule({
  id: 'unnecessary-resolve',
  principle: 'Query Efficiency / Lookup of a value the caller already has',
  sources: {
    'SQLAlchemy 2.0: session basics, get by primary key':
      'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#get-by-primary-key',
  },
  match: resolves,
  verify: ({ read, site, parameter, callers, known }, audited) => {
    // Rows that are locked or reloaded are not looked up for the field alone.
    if (read.special !== null) return read.special;
    const name = formatFunctionName(audited, site.function);
    const by = formatCallerName(known.caller, audited);
    const file = audited.code.fileOf(known.caller.site.function);
    const all = audited.code.callersOf(site.function).length;
    return {
      severity: 'MEDIUM',
      issue: `${name} loads ${read.model} by ${parameter} only to read ${known.field}, which ${by} already has in ${known.held}`,
      recommendation:
        all > 1
          ? `Split ${name}: one function that takes ${known.field}, for callers such as ${by}, and another that resolves ${parameter} and calls it`
          : `Let ${by} pass ${known.held} to ${name} instead of ${callers[0]?.value ?? parameter}`,
      effort: all > 1 ? 'M' : 'S',
      evidence: [
        {
          file,
          line: known.caller.site.call.line,
          text: `${by} calls ${name} and already has ${known.held}`,
        },
      ],
    };
  },
});

function* resolves(audited: AuditedCode) {
  for (const found of findKeyArguments(audited)) {
    const known = findKnownValue(found, audited);
    if (known !== null) yield { ...found, known };
  }
}
