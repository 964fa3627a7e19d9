import * as fs from 'node:fs';

/** Inspects paths. Separate from all other file functions, for programs that must load little. */
export const pathInspector = {
  isFile: (path: string): boolean => looked(() => fs.statSync(path))?.isFile() ?? false,
  isFolder: (path: string): boolean => looked(() => fs.statSync(path))?.isDirectory() ?? false,
  /** Resolves all symbolic links in a path; null if it does not exist. */
  realPath: (path: string): string | null => looked(() => fs.realpathSync(path)),
  /** True for a symbolic link, wherever it leads. */
  isLink: (path: string): boolean => looked(() => fs.lstatSync(path))?.isSymbolicLink() ?? false,
  /** True if this user may run the file as a program. */
  isExecutable: (path: string): boolean => pathInspector.isFile(path) && mayExecute(path),
  /** Size of a file, bytes; 0 if it does not exist. */
  sizeOf: (path: string): number => looked(() => fs.statSync(path))?.size ?? 0,
} as const;

/** Returns null for uninspectable paths: no permission to search a folder, too long a name. */
function looked<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

function mayExecute(path: string): boolean {
  try {
    fs.accessSync(path, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
