const HIDDEN = '***';
/** Passwords in URLs of any scheme: `postgresql://user:secret@host`. */
const IN_ADDRESS = /([a-z][\w+.-]*:\/\/[^\s:/@'"`]*):[^\s'"`]*@/giu;
/** `password="secret"`, `{ password: 'secret' }`, `"api_key": "secret"`. */
const NAMED = 'pass(?:word|wd|phrase)?|pwd|secret\\w*|\\w*token|api_?key|\\w*_key|authorization';
const QUOTED = new RegExp(
  `((?:^|[^\\w])(?:${NAMED})['"]?\\s*[=:]\\s*[frb]*)(['"\`])(?:(?!\\2).)*(?:\\2|$)`,
  'giu',
);
/** `host=db password=secret`, inside of a string. */
const PLAIN = /\b((?:password|passwd|pwd)\s*=\s*)(?!['"`*\s])[^\s'"`;,)&]+/giu;

/**
 * Removes passwords from text that quotes code, since reports are shared more widely than sources.
 * Names of variables stay readable, except for unquoted values of `password=`.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(IN_ADDRESS, `$1:${HIDDEN}@`)
    .replace(QUOTED, `$1$2${HIDDEN}$2`)
    .replace(PLAIN, `$1${HIDDEN}`);
}
