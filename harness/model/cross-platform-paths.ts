/** Start of an absolute Windows path: a drive or a network share. */
const WINDOWS_ABSOLUTE_PATH = /^(?:[a-z]:[\\/]|\\\\)/iu;

/** Normalizes a Windows path to slashes and a capital drive, in which programs differ. */
export function toForwardSlashes(path: string): string {
  if (!WINDOWS_ABSOLUTE_PATH.test(path)) return path;
  const forward = path.replaceAll('\\', '/');
  return forward.replace(/^[a-z]:/u, (drive) => drive.toUpperCase());
}

/** True for an absolute path, on this system or on Windows. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || WINDOWS_ABSOLUTE_PATH.test(path);
}

/** Returns the folder with a trailing slash, so that a path with this prefix is inside it. */
export function folderPrefix(folder: string): string {
  const plain = toForwardSlashes(folder);
  return plain.endsWith('/') ? plain : `${plain}/`;
}
