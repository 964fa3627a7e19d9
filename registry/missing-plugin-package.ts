/** Official plugins are packages of their own, which a project installs when it needs them. */
import { EXIT } from '../harness/model/exit-code.ts';
import { UserError } from '../harness/model/user-error.ts';

const NOT_FOUND = /^Cannot find package '(@perf-harness\/[a-z]+)'/u;

/** Returns the package that an import did not find; null for any other error. */
function missingPackage(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') return null;
  return NOT_FOUND.exec(error.message)?.[1] ?? null;
}

/** Converts such an error to a user error; any other error is returned unchanged. */
export function describeMissingPackage(error: unknown): unknown {
  const name = missingPackage(error);
  if (name === null) return error;
  return new UserError({
    code: 'package-missing',
    message: `This feature needs ${name}, a separate package that is not installed.`,
    remedy: `Install the package next to perf-harness: npm install --save-dev ${name}`,
    exitCode: EXIT.tool,
  });
}

/** Loads part of a plugin, or returns another value if its package is not installed. */
export async function loadIfInstalled<T, U = T>(
  load: () => Promise<T>,
  otherwise: U,
): Promise<T | U> {
  try {
    return await load();
  } catch (error) {
    if (missingPackage(error) === null) throw error;
    return otherwise;
  }
}
