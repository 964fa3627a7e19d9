/** Comments, texts and regular expressions, as far as a scan can tell them from code. */
const NOT_CODE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;

/** Removes strings and comments from a source, including code inside template literals. */
export function stripNonCode(source: string): string {
  return source.replaceAll(NOT_CODE, (found) => (/^['"]/u.test(found) ? "''" : ' '));
}

/** True for an ES module: it has import or export statements. */
export function hasModuleSyntax(code: string): boolean {
  return /(?:^|[\n;}])\s*(?:import\s*(?:[\w${*]|'')|export\b)/u.test(code);
}

/** True if the code can only be an ES module, whatever its package says. */
export function requiresModuleFormat(code: string): boolean {
  return (
    /\bimport\s*\.\s*meta\b/u.test(code) || /(?:^|\n)(?:[\w$ ,:{}[\]]+=\s*)?await\b/u.test(code)
  );
}

/** True if a class or a class member has a decorator. */
export function hasDecorators(code: string): boolean {
  return /(?:^|[\s({;,])@[\p{L}_$(]/u.test(code);
}

/** Names of an import, except those marked as types. */
const IMPORT =
  /\bimport\s+(?!type\s+[\w${*])(?:([\w$]+)\s*(?:,\s*)?)?(?:\{([^}]*)\}|\*\s*as\s+[\w$]+)?\s*from\b/gu;

/** True if the code, types aside, never uses an import: a type perhaps, missing at run time. */
export function hasUnusedImports(code: string): boolean {
  for (const [, whole, named = ''] of code.matchAll(IMPORT)) {
    const locals = named
      .split(',')
      .map((specifier) => specifier.trim())
      .filter((specifier) => specifier !== '' && !/^type\s/u.test(specifier))
      .map((specifier) => specifier.split(/\s+as\s+/u).at(-1) ?? '');
    if (
      [...locals, ...(whole === undefined ? [] : [whole])].some((local) => !isUsed(code, local))
    ) {
      return true;
    }
  }
  return false;
}

/** True if the name is used apart from its import; a property of that name does not count. */
function isUsed(code: string, name: string): boolean {
  const word = name.replaceAll('$', '\\$');
  const mentions = code.matchAll(new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${word}(?![\\w$])`, 'gu'));
  return [...mentions].length > 1;
}
