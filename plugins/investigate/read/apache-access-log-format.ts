import {
  type AccessField,
  type AccessFormat,
  type AccessVariable,
  compileAccessFormat,
  segmentColumn,
} from './access-log-format.ts';

/** Directives by their letter (Apache 2.4, mod_log_config). */
const FIELDS: Readonly<Record<string, AccessField>> = {
  r: 'request',
  m: 'method',
  U: 'target',
  s: 'status',
  h: 'client',
  a: 'client',
  D: 'microseconds',
  T: 'seconds',
};
/** Units of `%{…}T`. */
const UNITS: Readonly<Record<string, AccessField>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
};
/** `%>s`, `%{Referer}i`, `%!200,304{User-agent}i`, `%^FB`, `%%`. */
const DIRECTIVE = /%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{([^}]*)\})?(%|\^[A-Za-z]{2}|[A-Za-z])/gu;

/**
 * Compiles a `LogFormat` of Apache, without the quotes around it: `%h %l %u %t "%r" %>s %b %D`.
 *
 * @throws Error where two directives are adjacent, so that the end of the first is ambiguous.
 */
export function compileApacheFormat(name: string, text: string): AccessFormat {
  const parts: (string | AccessVariable)[] = [];
  let pending = '';
  let from = 0;
  const literal = (part: string): void => {
    pending += part;
  };
  const variable = (part: AccessVariable): void => {
    parts.push(pending, part);
    pending = '';
  };
  for (const found of text.matchAll(DIRECTIVE)) {
    const [whole, argument, letter = ''] = found;
    literal(text.slice(from, found.index));
    from = found.index + whole.length;
    if (letter === '%') literal('%');
    else if (letter === 'q' && pending === '' && isTarget(parts.at(-1))) continue;
    else if (letter === 't' && argument === undefined) {
      // It brings its own brackets.
      literal('[');
      variable({ name: whole, field: 'time', segment: null });
      literal(']');
    } else variable(variableOf(whole, letter, argument));
  }
  literal(text.slice(from));
  return compileAccessFormat(name, [...parts, pending]);
}

function variableOf(name: string, letter: string, argument: string | undefined): AccessVariable {
  if (letter === 't')
    return { name, field: isMoment(argument ?? '') ? 'time' : null, segment: null };
  if (letter === 'T' && argument !== undefined)
    return { name, field: UNITS[argument] ?? null, segment: null };
  const field = FIELDS[letter] ?? null;
  return { name, field, segment: field === null ? segmentOf(letter, argument) : null };
}

/** True for a part of the target: `%U%q` is the path and its query, with question mark. */
function isTarget(part: string | AccessVariable | undefined): boolean {
  return typeof part === 'object' && part.field === 'target';
}

/** Returns true for a format of a whole timestamp, rather than a part of one. */
function isMoment(form: string): boolean {
  return /^(?:(?:begin|end):)?(?:sec|msec|usec|%s|(?:%Y-%m-%d|%F)[T ]?(?:%H:%M:%S|%T).*|%d\/%b\/%Y:(?:%H:%M:%S|%T).*)$/u.test(
    form,
  );
}

/** Virtual hosts, headers of requests, and variables; never cookies. */
function segmentOf(letter: string, argument = ''): string | null {
  if (letter === 'v' || letter === 'V') return 'host';
  const word = argument.toLowerCase().replace(/-/gu, '_');
  if (word === '' || !/^[ien]$/u.test(letter)) return null;
  return segmentColumn(letter === 'i' ? `http_${word}` : word);
}

/**
 * Reads every `LogFormat` and every format in a `CustomLog` of an Apache configuration.
 *
 * @throws Error where there is none.
 */
export function readApacheFormats(text: string): readonly AccessFormat[] {
  const lines = text
    .replace(/\\\r?\n/gu, ' ')
    .split(/\r?\n/u)
    .filter((line) => !/^\s*#/u.test(line));
  const formats = lines.flatMap((line): readonly AccessFormat[] => {
    const [, format, name] =
      /^\s*LogFormat\s+"((?:[^"\\]|\\.)*)"(?:\s+(\S+))?/iu.exec(line) ??
      /^\s*CustomLog\s+(?:"[^"]*"|\S+)\s+"((?:[^"\\]|\\.)*)"/iu.exec(line) ??
      [];
    return format?.includes('%') === true
      ? [compileApacheFormat(name ?? 'LogFormat', format.replace(/\\(["\\])/gu, '$1'))]
      : [];
  });
  if (formats.length === 0) throw new Error('it contains no LogFormat');
  return formats;
}
