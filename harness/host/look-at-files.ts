import * as fs from 'node:fs';

/** What stands at a path: apart from all other files, for programs that are to load little. */
export const look = {
  isFile: (path: string): boolean => looked(() => fs.statSync(path))?.isFile() ?? false,
  isFolder: (path: string): boolean => looked(() => fs.statSync(path))?.isDirectory() ?? false,
  /** The path with every symbolic link in it followed; null: there is nothing. */
  realPath: (path: string): string | null => looked(() => fs.realpathSync(path)),
  /** Whether it is a symbolic link, wherever that leads. */
  isLink: (path: string): boolean => looked(() => fs.lstatSync(path))?.isSymbolicLink() ?? false,
  /** Whether this user may run it as a program. */
  isExecutable: (path: string): boolean => look.isFile(path) && mayExecute(path),
  /** Bytes of a file; 0 where there is none. */
  sizeOf: (path: string): number => looked(() => fs.statSync(path))?.size ?? 0,
} as const;

/** What cannot be looked at, as in a folder that may not be searched, or by a name too long, is none. */
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
