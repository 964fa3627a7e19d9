import { UserError } from '../harness/model/user-error.ts';
import { PERMISSIONS, type Permission } from './tool.ts';

/** As a command line says it. */
export interface McpWords {
  readonly allow?: readonly string[];
}

/** What agents may do beside reading. */
export interface McpOptions {
  readonly allowed: ReadonlySet<Permission>;
}

/** @throws UserError for a word that cannot be taken. */
export function readMcp({ allow = [] }: McpWords): McpOptions {
  const names = allow.flatMap((text) => text.split(',')).map((name) => name.trim());
  if (names.includes('all')) return { allowed: new Set(PERMISSIONS) };
  const wrong = names.find((name) => !PERMISSIONS.some((one) => one === name));
  if (wrong === undefined) return { allowed: new Set(names as Permission[]) };
  throw new UserError({
    code: 'bad-option',
    message: `--allow takes ${PERMISSIONS.join(', ')} or all, with commas between; found ${JSON.stringify(wrong)}.`,
    remedy: 'For example: perf-harness mcp --allow run,compare',
  });
}
