/** File extensions that may need transformation. */
export const SOURCE_EXTENSIONS: readonly string[] = ['.ts', '.mts', '.cts', '.tsx', '.jsx'];

/** True if a file belongs to an installed package. @param file - Absolute, in system form. */
export function isPackageFile(file: string): boolean {
  return /[\\/]node_modules[\\/]/u.test(file);
}
