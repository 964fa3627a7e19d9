import { isWatchable } from '../record/instrument-exports.ts';

/** Folders that are not part of the program itself. */
const NON_PROGRAM_FOLDER =
  /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|fixtures?|bench(?:marks?)?|examples?|docs?|node_modules|\.[^/]+)\//u;
const NON_PROGRAM_FILE =
  /(?:^|\/)(?:test|tests)\.[cm]?[jt]sx?$|[.-](?:test|spec|bench|config|stories)\.[cm]?[jt]sx?$/u;

/** True if a file is a module of the program: code other than tests, settings and examples. */
export function isProgramModule(file: string): boolean {
  return isWatchable(file) && !NON_PROGRAM_FOLDER.test(file) && !NON_PROGRAM_FILE.test(file);
}
