/** Way in which another file imports a function. */
type FunctionAccess =
  /** An export of its name. */
  | 'named'
  /** The module's default export, or all that a CommonJS module exports. */
  | 'default'
  /** A property of a CommonJS module's export. */
  | 'property';

/**
 * Returns how a module exports a function, according to its text.
 * @returns null: it does not.
 */
export function findExportAccess(source: string, name: string): FunctionAccess | null {
  const word = `${name.replaceAll('$', '\\$')}(?![\\w$])`;
  const has = (pattern: string): boolean => new RegExp(pattern, 'mu').test(source);
  if (has(`^export\\s+(?:async\\s+)?(?:function\\s*|const\\s+|let\\s+|var\\s+)${word}`))
    return 'named';
  if (has(`^export\\s*\\{[^}]*(?<![\\w$])(?:${word}(?!\\s+as\\b)|\\w+\\s+as\\s+${word})`))
    return 'named';
  if (has(`^export\\s+default\\s+(?:async\\s+)?(?:function\\s*)?${word}`)) return 'default';
  if (has(`^\\s*module\\.exports\\s*=\\s*(?:async\\s+)?(?:function\\s+)?${word}\\s*(?:[;(]|$)`))
    return 'default';
  if (has(`(?:^|[^\\w$.])(?:module\\.)?exports\\.${word}\\s*=`)) return 'property';
  return has(`module\\.exports\\s*=\\s*\\{[^}]*(?<![\\w$.])${word}`) ? 'property' : null;
}
