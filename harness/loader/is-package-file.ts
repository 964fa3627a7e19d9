/**
 * True if a file belongs to an installed package. @param file - Absolute, as the system writes it.
 */
export function isPackageFile(file: string): boolean {
  return /[\\/]node_modules[\\/]/u.test(file);
}
