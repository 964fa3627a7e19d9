/** Kinds of trouble that messages tell of, by the first that fits (SH8-09). */
export const ERROR_GROUPS = [
  'Import/Module',
  'Assertion',
  'Timeout',
  'Type',
  'Connection',
  'Permission',
  'Runtime',
] as const;
export type ErrorGroup = (typeof ERROR_GROUPS)[number];

const SIGNS: readonly (readonly [group: ErrorGroup, sign: RegExp])[] = [
  [
    'Import/Module',
    /ModuleNotFoundError|ImportError|cannot find (module|package)|ERR_MODULE_NOT_FOUND|ERR_PACKAGE_PATH|no module named|failed to resolve import|unresolved import/i,
  ],
  [
    'Assertion',
    /Assertion(Error)?\b|assertion failed|\bassert\b|\bexpected\b.*\b(received|got|to)\b/i,
  ],
  ['Timeout', /time[d]?[- ]?out|ETIMEDOUT|deadline exceeded/i],
  [
    'Type',
    /TypeError|type error|is not a function|is not assignable|\bTS\d{4}\b|cannot read propert/i,
  ],
  [
    'Connection',
    /ECONN\w*|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|connection|socket hang up|network error|fetch failed/i,
  ],
  [
    'Permission',
    /EACCES|EPERM|permission denied|forbidden|unauthori[sz]ed|access denied|\b40[13]\b/i,
  ],
];

/** What kind of trouble a message tells of; Runtime where nothing says more. */
export function errorGroup(message: string): ErrorGroup {
  return SIGNS.find(([, sign]) => sign.test(message))?.[0] ?? 'Runtime';
}
