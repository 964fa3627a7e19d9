import type { AuditedCode } from '../../../rule.ts';

/**
 * FastAPI 0.x minor versions: the first that closes dependencies before it sends the response, and
 * the first that no longer does.
 */
const CLOSES_EARLY = { from: 106, until: 118 } as const;

/** Returns what to know if the required version closes sessions before a stream; null: nothing. */
export function describeEarlyClose({ context }: AuditedCode): string | null {
  const version = context.tech_stack.async.find(({ name }) => name === 'fastapi')?.version ?? null;
  const minor = Number(/^0\.(\d+)/u.exec(version ?? '')?.[1] ?? Number.NaN);
  return minor >= CLOSES_EARLY.from && minor < CLOSES_EARLY.until
    ? `which FastAPI version is installed: ${version} is requested, but FastAPI versions from 0.${CLOSES_EARLY.from} up to, but not including, 0.${CLOSES_EARLY.until} close dependencies before the response is sent`
    : null;
}
