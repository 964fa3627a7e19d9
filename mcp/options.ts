import { UserError } from '../harness/model/user-error.ts';
import { wholeNumber } from '../harness/model/value/number-type.ts';
import type { Permission } from './tool.ts';

/** As a command line says it. */
export interface McpWords {
  readonly allow?: readonly string[];
  /** true: without a port. */
  readonly http?: string | true;
}

/** What agents may do beside reading. */
export interface McpOptions {
  readonly allowed: ReadonlySet<Permission>;
  /** Where HTTP is spoken, 0: at a free port; null: over standard input and output. */
  readonly port: number | null;
}

const DEFAULT_PORT = 8788;

/** @throws UserError for a word that cannot be taken. */
export function readMcp(
  { allow = [], http }: McpWords,
  permissions: readonly Permission[],
): McpOptions {
  return {
    allowed: readAllowed(allow, permissions),
    port: http === undefined ? null : readPort(http),
  };
}

function readPort(given: string | true): number {
  if (given === true) return DEFAULT_PORT;
  const takes = 'a port from 0 to 65535';
  return wholeNumber(takes, 0, 65_535).read(given, '--http');
}

function readAllowed(
  allow: readonly string[],
  permissions: readonly Permission[],
): ReadonlySet<Permission> {
  const names = allow.flatMap((text) => text.split(',')).map((name) => name.trim());
  if (names.includes('all')) return new Set(permissions);
  const wrong = names.find((name) => !permissions.includes(name));
  if (wrong === undefined) return new Set(names);
  throw new UserError({
    code: 'bad-option',
    message: `--allow takes ${permissions.join(', ')} or all, with commas between; found ${JSON.stringify(wrong)}.`,
    remedy: 'For example: perf-harness mcp --allow run,compare',
  });
}
