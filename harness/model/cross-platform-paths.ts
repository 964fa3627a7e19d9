/** Start of an absolute Windows path: a drive, or the name of another machine. */
const OF_WINDOWS = /^(?:[a-z]:[\\/]|\\\\)/iu;

/** A path of Windows with slashes and a capital drive, as V8, npm and `cmd` differ; any other path as it is. */
export function toForwardSlashes(path: string): string {
  if (!OF_WINDOWS.test(path)) return path;
  const forward = path.replaceAll('\\', '/');
  return forward.replace(/^[a-z]:/u, (drive) => drive.toUpperCase());
}

/** True for an absolute path, on this system or on Windows. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith('/') || OF_WINDOWS.test(path);
}

/** Returns the folder with a trailing slash, so that a path with this prefix is inside it. */
export function folderPrefix(folder: string): string {
  const plain = toForwardSlashes(folder);
  return plain.endsWith('/') ? plain : `${plain}/`;
}
