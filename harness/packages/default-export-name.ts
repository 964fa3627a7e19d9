import { basename, dirname } from 'node:path';

const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/u;

/**
 * Returns the name of an unnamed default export, derived from its file: `slugText` for
 * `lib/slug-text.js` and for `slug-text/index.js`. null if the file gives no valid variable name.
 * @param file - Relative to the root of its package, with `/`.
 * @param packageName - Used for the file `index.js` in the root.
 */
export function defaultExportName(file: string, packageName = ''): string | null {
  const stem = basename(file).replace(/\..*$/u, '');
  const folder = basename(dirname(file));
  const text = stem !== 'index' ? stem : folder !== '.' ? folder : basename(packageName);
  const name = text.replaceAll(/[^\w$]+(\w?)/gu, (_, letter: string) => letter.toUpperCase());
  return /^[A-Za-z_$]/u.test(name) && !RESERVED.test(name) ? name : null;
}
