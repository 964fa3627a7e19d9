/** Comments, texts and regular expressions, as far as a scan can tell them from code. */
const NOT_CODE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;

/** A text without what is no code; code inside of template literals goes too. */
export function codeOnly(source: string): string {
  return source.replaceAll(NOT_CODE, (found) => (/^['"]/u.test(found) ? "''" : ' '));
}

/** Whether a module of ES: it imports or exports by statement. */
export function hasModuleSyntax(code: string): boolean {
  return /(?:^|[\n;}])\s*(?:import\s*(?:[\w${*]|'')|export\b)/u.test(code);
}

/** Whether it can only be a module of ES, whatever its package says. */
export function needsModule(code: string): boolean {
  return (
    /\bimport\s*\.\s*meta\b/u.test(code) || /(?:^|\n)(?:[\w$ ,:{}[\]]+=\s*)?await\b/u.test(code)
  );
}

/** Whether a class or a member of one is decorated. */
export function hasDecorators(code: string): boolean {
  return /(?:^|[\s({;,])@[\p{L}_$(]/u.test(code);
}

/**
 * Whether it imports a name that its code never mentions again, types left out: such a name may be a
 * type, which is not there at run time.
 */
export function importsUnused(code: string): boolean {
  for (const [, names = ''] of code.matchAll(
    /\bimport\s+(?!type\b)(?:[\w$]+\s*,\s*)?\{([^}]*)\}\s*from\b/gu,
  )) {
    for (const one of names.split(',')) {
      const local =
        one
          .trim()
          .split(/\s+as\s+/u)
          .at(-1) ?? '';
      if (local === '' || /^type\s/u.test(one.trim())) continue;
      const mentions = code.match(
        new RegExp(`(?<![\\w$])${local.replaceAll('$', '\\$')}(?![\\w$])`, 'gu'),
      );
      if ((mentions?.length ?? 0) < 2) return true;
    }
  }
  return false;
}
