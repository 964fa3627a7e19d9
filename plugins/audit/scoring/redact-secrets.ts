const HIDDEN = '***';
/** `postgresql://user:secret@host`, whatever the scheme. */
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
 * A text that quotes code, without the passwords that may stand in it: reports go where sources do not. What only
 * names a variable stays readable, but for plain values of `password=`.
 */
export function redactSecrets(text: string): string {
  return text
    .replace(IN_ADDRESS, `$1:${HIDDEN}@`)
    .replace(QUOTED, `$1$2${HIDDEN}$2`)
    .replace(PLAIN, `$1${HIDDEN}`);
}
