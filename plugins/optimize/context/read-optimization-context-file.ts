import { EXIT, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  BLOCK_CLOSE,
  BLOCK_OPEN,
  type ContextBlock,
  contextBlockSchema,
} from './optimization-context-block-schema.ts';

/** Exact text for a context that lacks what only the profiler and the researcher can provide. */
export const INCOMPLETE_CONTEXT = 'context.md incomplete — run profiler and researcher first.';
/** Exact text for a context that cannot be read at all. */
export const MALFORMED_CONTEXT = 'context.md missing required sections';

/**
 * Reads the block of a context.md; its prose is ignored.
 * @throws UserError (blocked) where there is no block, or it lacks a part, with the part named.
 */
export function readContext(text: string): ContextBlock {
  const lines = text.split(/\r?\n/u);
  const opened = lines.flatMap((line, at) => (line === BLOCK_OPEN ? [at] : []));
  const [first] = opened;
  if (first === undefined) throw malformed('The file has no machine-readable block.');
  if (opened.length > 1) throw malformed('The file has more than one machine-readable block.');
  const end = lines.indexOf(BLOCK_CLOSE, first + 1);
  if (end === -1) throw malformed('The machine-readable block is not closed.');
  const parsed = contextBlockSchema.safeParse(parse(lines.slice(first + 1, end).join('\n')));
  if (parsed.success) return parsed.data;
  throw malformed(`Invalid machine-readable block: ${z.prettifyError(parsed.error)}`, parsed.error);
}

/**
 * Requires everything that checking and executing a plan needs (V813-01): a measured baseline, a
 * hypothesis with files to modify, a confirmed candidate, and a test command.
 * @throws UserError (blocked) that lists the missing parts.
 */
export function requireCompleteContext(block: ContextBlock): void {
  const { performance_map: map, hypotheses, test_command: command } = block;
  const isConfirmed = map.suspicion_stack.some(({ verdict }) => verdict === 'confirmed');
  const missing = [
    ...(map.baseline.wall_time_ms > 0 && map.trials > 0 ? [] : ['a measured baseline']),
    ...(hypotheses.some(({ files_to_modify: files }) => files.length > 0)
      ? []
      : ['a hypothesis with files to modify']),
    ...(isConfirmed ? [] : ['a confirmed cause']),
    ...((command ?? '').trim() === '' ? ['a test command'] : []),
  ];
  if (missing.length === 0) return;
  throw new UserError({
    code: 'context-incomplete',
    message: INCOMPLETE_CONTEXT,
    remedy: `Missing: ${missing.join(', ')}.`,
    exitCode: EXIT.blocked,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed('The machine-readable block is not valid JSON.', error);
  }
}

function malformed(remedy: string, cause?: unknown): UserError {
  return new UserError({
    code: 'context-malformed',
    message: MALFORMED_CONTEXT,
    remedy,
    exitCode: EXIT.blocked,
    cause,
  });
}
