import type { AuditedCode } from '../rule.ts';

const SAYS: readonly (readonly [string, RegExp])[] = [
  ['pyproject.toml', /^\s*requires-python\s*=\s*["']([^"']+)["']/mu],
  ['pyproject.toml', /^\s*python\s*=\s*["']([^"']+)["']/mu],
  ['setup.cfg', /^\s*python_requires\s*=\s*(.+)$/mu],
  ['setup.py', /python_requires\s*=\s*["']([^"']+)["']/u],
  ['.python-version', /^(3\.\d+)/u],
  ['runtime.txt', /^python-(3\.\d+)/u],
];

/** Returns the minor version of the oldest supported Python 3.x, or null if none is stated. */
export function readMinimumPythonVersion({ code }: AuditedCode): number | null {
  for (const [file, pattern] of SAYS) {
    const said = pattern.exec(code.textOf(file) ?? '')?.[1];
    const lowest = said === undefined ? undefined : /(?:>=|\^|~=?|==)?\s*3\.(\d+)/u.exec(said)?.[1];
    if (lowest !== undefined) return Number(lowest);
  }
  return null;
}

/** Minor version of Python that added `asyncio.to_thread`: 3.9. */
const TO_THREAD_SINCE = 9;

/** Returns code that calls a function in a thread, as the project's oldest Python allows. */
export function formatThreadCall(audited: AuditedCode, callee: string, args: string): string {
  const version = readMinimumPythonVersion(audited);
  const inner = args.replace(/^\(|\)$/gu, '').trim();
  const given = inner === '' ? '' : `, ${inner}`;
  return version !== null && version < TO_THREAD_SINCE
    ? `await asyncio.get_running_loop().run_in_executor(None, lambda: ${callee}(${inner}))`
    : `await asyncio.to_thread(${callee}${given})`;
}
