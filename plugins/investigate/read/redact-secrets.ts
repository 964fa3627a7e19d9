/** Credentials by their name, by their scheme, and within an address such as postgres://shop:secret@db. */
const SECRETS: readonly (readonly [form: RegExp, instead: string])[] = [
  [
    /\b([\w-]*(?:password|passwd|pwd|secret|token|api[_-]?key|authorization|credential)s?)(["']?\s*[=:]\s*)(?:bearer\s+|basic\s+)?(?:"[^"]*"?|'[^']*'?|[^\s,;&)}\]]+)/giu,
    '$1$2?',
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/giu, '$1 ?'],
  [/:\/\/[^\s/@]+@/gu, '://?@'],
];

/** Replaces values that are named as secrets in foreign text by `?`. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((clean, [form, instead]) => clean.replace(form, instead), text);
}
