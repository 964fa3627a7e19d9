import {
  type AccessField,
  type AccessFormat,
  type AccessVariable,
  compileAccessFormat,
  segmentColumn,
} from './access-log-format.ts';

/**
 * Compiles a format: with `$variables` as in nginx, with `%directives` as in Apache.
 *
 * @throws Error where the end of a part is ambiguous.
 */
export function compileLogFormat(name: string, text: string): AccessFormat {
  return /\$\{?\w/u.test(text) ? compileNginxFormat(name, text) : compileApacheFormat(name, text);
}

/**
 * Reads every access log format in a configuration of nginx or Apache.
 *
 * @throws Error where there is none.
 */
export function readConfiguredFormats(text: string): readonly AccessFormat[] {
  if (/^\s*log_format\s/mu.test(text) || /\blog_format\s+\S+\s+(?:escape|['"])/u.test(text))
    return readNginxFormats(text);
  if (/^\s*(?:LogFormat|CustomLog)\s/imu.test(text)) return readApacheFormats(text);
  throw new Error('it contains neither an nginx log_format nor an Apache LogFormat');
}

const NGINX_FIELDS: Readonly<Record<string, AccessField>> = {
  time_local: 'time',
  time_iso8601: 'time',
  msec: 'time',
  request: 'request',
  request_method: 'method',
  request_uri: 'target',
  uri: 'target',
  status: 'status',
  remote_addr: 'client',
  request_time: 'seconds',
};

/**
 * Compiles the text of a `log_format` of nginx.
 *
 * @throws Error where two variables are adjacent, so that the end of the first is ambiguous.
 */
export function compileNginxFormat(name: string, text: string): AccessFormat {
  const found = text.split(/\$\{?(\w+)\}?/u);
  const isTimed = found.includes('request_time');
  const parts = found.map((part, index) => {
    if (index % 2 === 0) return part;
    // Time of the upstream server, used if the request time is not logged.
    const isServers = part === 'upstream_response_time' && !isTimed;
    const field = isServers ? 'seconds' : (NGINX_FIELDS[part] ?? null);
    return { name: `$${part}`, field, segment: field === null ? segmentColumn(part) : null };
  });
  return compileAccessFormat(name, parts);
}

/**
 * Reads every `log_format` of an nginx configuration.
 *
 * @throws Error where there is none.
 */
export function readNginxFormats(text: string): readonly AccessFormat[] {
  const withoutComments = text.replace(/^\s*#.*$/gmu, '');
  const formats = [
    ...withoutComments.matchAll(/\blog_format\s+(\S+)\s+((?:escape=\w+\s+)?)([^;]+);/gu),
  ];
  if (formats.length === 0) throw new Error('it contains no log_format');
  return formats.map(([, name = '', , parts = '']) =>
    compileNginxFormat(
      name,
      [...parts.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gu)]
        .map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/gu, '$1'))
        .join(''),
    ),
  );
}

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
