import { isWatchable } from '../record/instrument-exports.ts';

/** Folders that are not part of the program itself. */
const BESIDE =
  /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|fixtures?|bench(?:marks?)?|examples?|docs?|node_modules|\.[^/]+)\//u;
const TEST =
  /(?:^|\/)(?:test|tests)\.[cm]?[jt]sx?$|[.-](?:test|spec|bench|config|stories)\.[cm]?[jt]sx?$/u;

/** True if a file is a module of the program: code other than tests, settings and examples. */
export function isProgramModule(file: string): boolean {
  return isWatchable(file) && !BESIDE.test(file) && !TEST.test(file);
}
