/** Whether a file lies among installed packages. @param file - Absolute, as the system writes it. */
export function isOfPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/u.test(file);
}
