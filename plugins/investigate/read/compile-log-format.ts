import type { AccessFormat } from './access-log-format.ts';
import { compileApacheFormat, readApacheFormats } from './apache-access-log-format.ts';
import { compileNginxFormat, readNginxFormats } from './nginx-access-log-format.ts';

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
