/** Messages of the engine, which quote code that a change may write differently. */
const ENGINE_MESSAGE =
  /is not (?:a function|iterable|defined|a constructor|extensible)|^Cannot (?:read|set|convert|assign|add|delete|redefine|destructure|access|create|mix)|^Reduce of empty|^Invalid (?:array|string|count)|^object null is not/u;
/** Error of the operating system: its code, and the path where Node.js names it. */
const SYSTEM_ERROR =
  /^Object\.defineProperties\(new Error\("(E[A-Z\d]+): [^"']*(?:'([^"]*)')?"\), /u;

/**
 * True if two errors, as display text, are of the same kind and worded by the engine or the
 * operating system, so that their messages may differ.
 */
export function isSameKindOfError(before: string, after: string): boolean {
  const type = readEngineErrorType(before);
  return (type !== null && type === readEngineErrorType(after)) || isSameSystemError(before, after);
}

function readEngineErrorType(displayText: string): string | null {
  const [, type, message] = /^new (\w+Error)\("(.*)"\)$/u.exec(displayText) ?? [];
  return type !== undefined && ENGINE_MESSAGE.test(message ?? '') ? type : null;
}

/** True if the system reports the same, by whatever function of Node.js it was called. */
function isSameSystemError(before: string, after: string): boolean {
  const [, code, path] = SYSTEM_ERROR.exec(before) ?? [];
  const [, codeAfter, pathAfter] = SYSTEM_ERROR.exec(after) ?? [];
  if (code === undefined || code !== codeAfter) return false;
  return path === undefined || pathAfter === undefined || path === pathAfter;
}
