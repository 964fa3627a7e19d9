import type { CallSite } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';

/** Oldest supported Python: `requires-python`, or `python` with Poetry. */
const MINIMUM = /^\s*(?:requires-python|python)\s*=\s*["'](?:>=|\^|~=?|==)?\s*3\.(\d+)/mu;
/** Minor version of Python that added `asyncio.to_thread`: 3.9. */
const TO_THREAD_SINCE = 9;

/** Returns code that calls a function in a thread, as the project's oldest Python allows. */
export function formatThreadCall({ code }: AuditedCode, callee: string, args: string): string {
  const version = MINIMUM.exec(code.textOf('pyproject.toml') ?? '')?.[1];
  const inner = args.replace(/^\(|\)$/gu, '').trim();
  return version !== undefined && Number(version) < TO_THREAD_SINCE
    ? `await asyncio.get_running_loop().run_in_executor(None, lambda: ${callee}(${inner}))`
    : `await asyncio.to_thread(${inner === '' ? callee : `${callee}, ${inner}`})`;
}

const MAX_LENGTH = 80;

/** Returns a call's arguments with brackets, on one line; long ones are omitted, not cut. */
export function formatShortArguments({ raw }: CallSite): string {
  const text = raw.argumentText.replace(/\s+/gu, ' ');
  return text.length > MAX_LENGTH ? '(…)' : text;
}
